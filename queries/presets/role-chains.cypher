// title: Roles that are assumed by way of roles
// what: Chains of two and more assumed roles from an identity.
// why: Each policy looks harmless by itself.
// reference: https://attack.mitre.org/techniques/T1550/001/
MATCH p = (i:Identity)-[:ASSUMES*2..4]->(r:Identity)
WHERE i <> r
RETURN i.name AS identity, [n IN nodes(p) | n.name] AS chain, certainty(p) AS certainty
ORDER BY certainty DESC, length(p), i.id, r.id
