// title: Data that is read through what is made from it
// what: Data that a credential does not read, or less surely, but something that is made from it.
// why: An index or a model carries what went into it past the permissions of the source.
// reference: https://genai.owasp.org/llmrisk/llm022025-sensitive-information-disclosure/
MATCH (c:Credential)-[r:CAN_DERIVE]->(d)
RETURN d.name AS data, nodes(r)[-2].name AS through, count(DISTINCT c) AS credentials, max(r.certainty) AS certainty
ORDER BY credentials DESC, data, through
