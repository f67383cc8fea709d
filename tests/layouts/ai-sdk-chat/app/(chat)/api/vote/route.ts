import { auth } from "@/app/(auth)/auth";
import { voteMessage } from "@/lib/db/queries";

export async function PATCH(request: Request) {
  const { chatId, messageId, type }: { chatId: string; messageId: string; type: "up" | "down" } = await request.json();
  const session = await auth();
  if (!session?.user) {
    return new Response("Unauthorized", { status: 401 });
  }
  await voteMessage({ chatId, messageId, type });
  return new Response("Message voted", { status: 200 });
}
