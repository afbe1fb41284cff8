// title: Secrets that CI jobs can read
// what: Stages of pipelines, and the secrets that can be read from each, by the best path.
// why: Whoever changes the code of a job has what the job can read.
// param certainty = "influence": leave out paths with a weaker hop: certain, conditional, assumed or influence
// reference: https://owasp.org/www-project-non-human-identities-top-10/2025/2-secret-leakage/
// reference: https://attack.mitre.org/techniques/T1552/
MATCH (j:Stage)-[r:CAN_READ]->(s:Secret)
WHERE r.certainty >= $certainty
RETURN j.name AS job, s.name AS secret, r.certainty AS certainty, r.hops AS hops, r.gates AS gates
ORDER BY certainty DESC, hops, job, secret
