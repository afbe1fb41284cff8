// title: Secrets, files and variables with a credential in them
// what: What holds a credential, and as whom that acts.
// why: Who reads it goes on from there.
// reference: https://attack.mitre.org/techniques/T1552/
MATCH (s)-[h:HOLDS]->(c:Credential)
OPTIONAL MATCH (c)-[:AUTHENTICATES]->(i:Identity)
RETURN s.name AS holder, s.type AS type, c.id AS credential, i.name AS identity, h.certainty AS certainty
ORDER BY holder, credential
