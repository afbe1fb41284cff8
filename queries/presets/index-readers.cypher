// title: Credentials that can ask a knowledge base
// what: Credentials from which an index can be asked, and what it is made from.
// why: Whoever asks an index reads what is in it, whatever the documents' own permissions say.
// param certainty = "influence": leave out paths with a weaker hop: certain, conditional, assumed or influence
// reference: https://genai.owasp.org/llmrisk/llm082025-vector-and-embedding-weaknesses/
MATCH (c:Credential)-[r:CAN_READ]->(x:Index)
WHERE r.certainty >= $certainty
OPTIONAL MATCH (d:Data)-[:FLOWS]->(x)
RETURN c.id AS credential, x.name AS index, r.certainty AS certainty, r.hops AS hops, collect(DISTINCT d.name) AS madeFrom
ORDER BY certainty DESC, hops, credential, index
