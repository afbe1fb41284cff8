// title: What can be reached with one secret
// what: Everything that whoever reads a secret can act as, read, change or derive.
// why: The first question after a secret was seen where it should not be.
// param secret = "": a part of the name of the secret; empty for all
// reference: https://owasp.org/www-project-non-human-identities-top-10/2025/2-secret-leakage/
MATCH (s:Secret)-[r:REACHES]->(n)
WHERE s.name CONTAINS $secret
RETURN s.name AS secret, r.plane AS plane, n.name AS reached, labels(n)[0] AS kind, r.certainty AS certainty, r.hops AS hops
ORDER BY secret, plane, certainty DESC, hops, n.id
