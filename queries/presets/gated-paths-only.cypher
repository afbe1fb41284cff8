// title: Secrets that only a gate protects
// what: Credentials that reach a secret on a path with a gate: an approval, a reviewer, a second factor.
// why: Such a path is as safe as the person who clicks.
// reference: https://owasp.org/www-project-non-human-identities-top-10/2025/
MATCH (c:Credential)-[r:CAN_READ]->(s:Secret)
WHERE size(r.gates) > 0
RETURN c.id AS credential, s.name AS secret, r.gates AS gates, r.gate_details AS details, r.certainty AS certainty
ORDER BY certainty DESC, credential, secret
