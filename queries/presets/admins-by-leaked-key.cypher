// title: Credentials that administer an account
// what: Every credential from which an account, project or other scope can be administered, by the best path.
// why: A leaked one of these is the loss of the whole scope: they are rotated first and watched most.
// param certainty = "influence": leave out paths with a weaker hop: certain, conditional, assumed or influence
// reference: https://owasp.org/www-project-non-human-identities-top-10/2025/5-overprivileged-nhi/
MATCH (c:Credential)-[r:CAN_ACT_AS]->(s:Scope)
WHERE r.certainty >= $certainty
RETURN c.id AS credential, s.name AS scope, r.certainty AS certainty, r.hops AS hops, r.gates AS gates, r.techniques AS techniques
ORDER BY certainty DESC, hops, credential, scope
