const { QdrantClient } = require("@qdrant/js-client-rest");

const QDrant = {
  connect: async function () {
    const client = new QdrantClient({
      url: process.env.QDRANT_ENDPOINT,
      ...(process.env.QDRANT_API_KEY ? { apiKey: process.env.QDRANT_API_KEY } : {}),
    });
    return { client };
  },
  similarityResponse: async function ({ client, namespace, queryVector, topN = 4 }) {
    const responses = await client.search(namespace, { vector: queryVector, limit: topN, with_payload: true });
    return responses.map((response) => response?.payload?.text || "");
  },
};

module.exports.QDrant = QDrant;
