// title: Credentials that nobody uses and that reach models
// what: Credentials with a note that they are not used, and the models that can be read, invoked or changed with them.
// why: Removing them costs nobody anything.
// param note = "(?i).*(unused|never used|not used).*": what the note of an unused credential looks like, as a regular expression
// reference: https://owasp.org/www-project-non-human-identities-top-10/2025/1-improper-offboarding/
MATCH (c:Credential)-[r:CAN_READ|CAN_CHANGE]->(m:Model)
WHERE any(note IN c.notes WHERE note =~ $note)
RETURN c.id AS credential, c.notes AS notes, count(DISTINCT m) AS models, collect(DISTINCT r.plane) AS planes
ORDER BY models DESC, credential
