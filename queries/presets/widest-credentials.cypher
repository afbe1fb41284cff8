// title: Credentials by what can be read with them
// what: Credentials with the number of data sets, models and secrets that can be read with each.
// why: The order in which to rotate, if only one thing can be done at a time.
// param most = 20: how many to list
// reference: https://owasp.org/www-project-non-human-identities-top-10/2025/5-overprivileged-nhi/
MATCH (c:Credential)-[r:CAN_READ]->(a:Asset)
WITH c,
  count(DISTINCT CASE WHEN a:Data THEN a END) AS data,
  count(DISTINCT CASE WHEN a:Model THEN a END) AS models,
  count(DISTINCT CASE WHEN a:Secret THEN a END) AS secrets
RETURN c.id AS credential, data, models, secrets
ORDER BY secrets DESC, models DESC, data DESC, credential
LIMIT $most
