// title: Techniques of escalation, by how often they are open
// what: Every technique that some edge of the graph is, with how many identities could use it on how many.
// why: One statement that is in many policies is one change.
// reference: https://attack.mitre.org/techniques/T1098/
MATCH (a)-[r:BECOME]->(b)
WHERE r.technique IS NOT NULL
RETURN r.technique AS technique, count(*) AS edges, count(DISTINCT a) AS identities, count(DISTINCT b) AS targets, max(r.certainty) AS certainty
ORDER BY edges DESC, technique
