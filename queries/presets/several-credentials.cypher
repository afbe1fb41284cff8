// title: Identities with more than one credential
// what: Identities that several credentials prove.
// why: A second key is often one that was to be rotated and was not.
// param least = 2: how many there are at least
// reference: https://owasp.org/www-project-non-human-identities-top-10/2025/7-long-lived-secrets/
MATCH (c:Credential)-[:AUTHENTICATES]->(i:Identity)
WITH i, collect(DISTINCT c) AS credentials
WHERE size(credentials) >= $least
RETURN i.name AS identity, size(credentials) AS n, [c IN credentials | c.id] AS ids, reduce(all = [], c IN credentials | all + c.notes) AS notes
ORDER BY n DESC, identity
