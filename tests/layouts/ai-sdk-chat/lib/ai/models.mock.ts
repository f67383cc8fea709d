import type { LanguageModel } from "ai";

const createMockModel = (): LanguageModel => ({ specificationVersion: "v2", provider: "mock", modelId: "mock-model" }) as unknown as LanguageModel;

export const chatModel = createMockModel();
export const titleModel = createMockModel();
