// title: What can be reached from outside without a credential
// what: Assets that an external principal reaches, by the best path.
// why: No leak is needed.
// param certainty = "influence": leave out paths with a weaker hop: certain, conditional, assumed or influence
// reference: https://attack.mitre.org/techniques/T1190/
MATCH (x:External)-[r:CAN_READ|CAN_CHANGE]->(a:Asset)
WHERE r.certainty >= $certainty
RETURN x.name AS outside, r.plane AS plane, a.name AS asset, a.class AS class, r.certainty AS certainty, r.hops AS hops
ORDER BY certainty DESC, hops, outside, a.id, plane
