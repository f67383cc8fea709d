import { tool, type UIMessageStreamWriter } from "ai";
import { z } from "zod";

export const createDocument = ({ session, dataStream }: { session: Session; dataStream: UIMessageStreamWriter }) =>
  tool({
    description: "Create a document for a writing activity.",
    inputSchema: z.object({ title: z.string(), kind: z.enum(["text", "code", "sheet"]) }),
    execute: async ({ title, kind }) => ({ id: crypto.randomUUID(), title, kind }),
  });
