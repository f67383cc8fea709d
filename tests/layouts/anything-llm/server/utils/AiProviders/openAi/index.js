const { v4: uuidv4 } = require("uuid");
const { handleDefaultStreamResponseV2, formatChatHistory } = require("../../helpers/chat/responses");
const { MODEL_MAP } = require("../modelMap");

class OpenAiLLM {
  constructor(embedder = null, modelPreference = null) {
    if (!process.env.OPEN_AI_KEY) throw new Error("No OpenAI API key was set.");
    const { OpenAI: OpenAIApi } = require("openai");
    this.openai = new OpenAIApi({ apiKey: process.env.OPEN_AI_KEY });
    this.model = modelPreference || process.env.OPEN_MODEL_PREF || "gpt-4o";
    this.embedder = embedder;
    this.defaultTemp = 0.7;
  }

  async getChatCompletion(messages = null, { temperature = 0.7 }) {
    const result = await this.openai.responses
      .create({ model: this.model, input: messages, store: false, temperature })
      .catch((e) => {
        throw new Error(e.message);
      });
    return { textResponse: result.output_text, metrics: { id: uuidv4(), window: MODEL_MAP.get("openai", this.model) } };
  }

  async streamGetChatCompletion(messages = null, { temperature = 0.7 }) {
    return this.openai.responses.create({ model: this.model, stream: true, input: messages, temperature });
  }
}

module.exports = { OpenAiLLM };
