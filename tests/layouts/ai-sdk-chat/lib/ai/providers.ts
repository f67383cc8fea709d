import { gateway } from "@ai-sdk/gateway";
import { customProvider, extractReasoningMiddleware, wrapLanguageModel } from "ai";
import { isTestEnvironment } from "../constants";

export const myProvider = isTestEnvironment
  ? (() => {
      const { chatModel, titleModel } = require("./models.mock");
      return customProvider({ languageModels: { "chat-model": chatModel, "title-model": titleModel } });
    })()
  : customProvider({
      languageModels: {
        "chat-model": gateway.languageModel("xai/grok-4.1"),
        "chat-model-reasoning": wrapLanguageModel({
          model: gateway.languageModel("xai/grok-4.1-mini"),
          middleware: extractReasoningMiddleware({ tagName: "think" }),
        }),
        "title-model": gateway.languageModel("xai/grok-4.1"),
      },
    });
