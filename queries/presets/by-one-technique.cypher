// title: Who can use one technique, on what
// what: The edges of one technique.
// why: To see what a fix of it closes.
// param technique = "iam-001": the id of the technique: `blastradius rules list` has them
// reference: https://attack.mitre.org/techniques/T1098/
MATCH (a)-[r:BECOME {technique: $technique}]->(b)
RETURN a.name AS who, type(r) AS how, b.name AS what, r.certainty AS certainty, r.conditions AS conditions
ORDER BY certainty DESC, who, what
