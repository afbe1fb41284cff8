// title: Identities that several workloads share
// what: Identities that more than one workload or stage runs as, with what runs as them.
// why: One of them taken over is all of them; and nobody can tell from a log which it was.
// param least = 2: how many there are at least
// reference: https://owasp.org/www-project-non-human-identities-top-10/2025/9-nhi-reuse/
MATCH (w:Workload|Stage)-[:RUNS_AS]->(i:Identity)
WITH i, collect(DISTINCT w.name) AS runs
WHERE size(runs) >= $least
RETURN i.name AS identity, size(runs) AS n, runs
ORDER BY n DESC, identity
