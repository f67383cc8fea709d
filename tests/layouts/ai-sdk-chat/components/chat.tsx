"use client";

import { useChat } from "@ai-sdk/react";
import { DefaultChatTransport, type UIMessage } from "ai";

export function Chat({ id, initialMessages }: { id: string; initialMessages: UIMessage[] }) {
  const { messages, sendMessage, status } = useChat({ id, messages: initialMessages, transport: new DefaultChatTransport({ api: "/api/chat" }) });
  return <form onSubmit={() => sendMessage({ text: "hello" })}>{messages.map((message) => <p key={message.id}>{status}</p>)}</form>;
}
