// title: Workloads by the secrets that can be read from them
// what: Workloads, how many secrets can be read from each, and some of them.
// why: The secrets of a workload are those of everything that runs in it.
// param most = 5: how many to name of each
// reference: https://owasp.org/www-project-non-human-identities-top-10/2025/5-overprivileged-nhi/
MATCH (w:Workload)-[r:CAN_READ]->(s:Secret)
WITH w, count(DISTINCT s) AS secrets, collect(DISTINCT s.name) AS names
RETURN w.name AS workload, w.type AS type, secrets, names[..$most] AS some
ORDER BY secrets DESC, w.id
