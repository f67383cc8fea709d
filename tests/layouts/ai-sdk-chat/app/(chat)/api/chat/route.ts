import { convertToModelMessages, createUIMessageStream, JsonToSseTransformStream, smoothStream, stepCountIs, streamText } from "ai";
import { auth } from "@/app/(auth)/auth";
import { systemPrompt, type RequestHints } from "@/lib/ai/prompts";
import { myProvider } from "@/lib/ai/providers";
import { createDocument } from "@/lib/ai/tools/create-document";
import { getWeather } from "@/lib/ai/tools/get-weather";
import { updateDocument } from "@/lib/ai/tools/update-document";
import { isProductionEnvironment } from "@/lib/constants";
import { ChatError } from "@/lib/errors";
import { postRequestBodySchema } from "./schema";

export const maxDuration = 60;

export async function POST(request: Request) {
  try {
    const { id, message, selectedChatModel } = postRequestBodySchema.parse(await request.json());
    const session = await auth();
    if (!session?.user) {
      return new ChatError("unauthorized:chat").toResponse();
    }
    const requestHints: RequestHints = { city: request.headers.get("x-city") };
    const stream = createUIMessageStream({
      execute: ({ writer: dataStream }) => {
        const result = streamText({
          model: myProvider.languageModel(selectedChatModel),
          system: systemPrompt({ selectedChatModel, requestHints }),
          messages: convertToModelMessages([message]),
          stopWhen: stepCountIs(5),
          experimental_transform: smoothStream({ chunking: "word" }),
          tools: { getWeather, createDocument: createDocument({ session, dataStream }), updateDocument: updateDocument({ session, dataStream }) },
          experimental_telemetry: { isEnabled: isProductionEnvironment, functionId: "stream-text" },
        });
        dataStream.merge(result.toUIMessageStream({ sendReasoning: true }));
      },
      onError: () => "Oops, an error occurred!",
    });
    return new Response(stream.pipeThrough(new JsonToSseTransformStream()));
  } catch (error) {
    if (error instanceof ChatError) {
      return error.toResponse();
    }
    return new ChatError("offline:chat").toResponse();
  }
}
