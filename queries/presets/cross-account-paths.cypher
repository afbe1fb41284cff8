// title: Credentials that act in another account
// what: Credentials of one scope from which an identity of another can be acted as.
// why: What leaks in a test account is not contained there.
// param certainty = "influence": leave out paths with a weaker hop: certain, conditional, assumed or influence
// reference: https://owasp.org/www-project-non-human-identities-top-10/2025/8-environment-isolation/
MATCH (c:Credential)-[:AUTHENTICATES]->(own:Identity)
MATCH (c)-[r:CAN_ACT_AS]->(i:Identity)
WHERE i.scope <> own.scope AND r.certainty >= $certainty
RETURN c.id AS credential, own.scope AS home, i.scope AS other, count(DISTINCT i) AS identities, min(r.hops) AS hops, max(r.certainty) AS certainty
ORDER BY certainty DESC, identities DESC, credential, other
