// title: Secrets that are safe as long as a condition holds
// what: Paths to secrets that hang on something that no policy tells: the conditions of each.
// why: The list of what to find out.
// reference: https://owasp.org/www-project-non-human-identities-top-10/2025/
MATCH (c:Credential)-[r:CAN_READ]->(s:Secret)
WHERE r.certainty = 'conditional'
UNWIND r.conditions AS condition
RETURN condition, count(DISTINCT c) AS credentials, count(DISTINCT s) AS secrets
ORDER BY secrets DESC, credentials DESC, condition
