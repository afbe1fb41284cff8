// title: Identities that somebody outside can become
// what: External principals, what they may become directly, and on which conditions.
// why: A trust of an account, of an identity provider or of anybody is a door that the owner of the other side opens.
// reference: https://attack.mitre.org/techniques/T1199/
MATCH (x:External)-[r:BECOME]->(i:Identity)
RETURN x.name AS outside, type(r) AS how, i.name AS identity, i.scope AS scope, r.certainty AS certainty, r.conditions AS conditions
ORDER BY certainty DESC, outside, identity
