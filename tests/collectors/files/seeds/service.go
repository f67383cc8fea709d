package main

import (
	"context"

	"github.com/openai/openai-go"
)

const key = "canary-named"

func answer(ctx context.Context, question string) (string, error) {
	client := openai.NewClient()
	reply, err := client.Chat.Completions.New(ctx, openai.ChatCompletionNewParams{Model: "gpt-4.1-2025-04-14"})
	if err != nil {
		return "", err
	}
	return reply.Choices[0].Message.Content, nil
}
