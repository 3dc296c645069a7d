// Every audit of GraphQL over HTTP that npm's graphql-http has, against a running server:
// `node audit.mjs http://127.0.0.1:8080/graphql`. One line for each audit that is not passed, and
// a last one with the numbers; ends with 1 where any is not.

import { serverAudits } from 'graphql-http';

const url = process.argv[2];
const audits = serverAudits({ url, fetchFn: fetch });
const results = [];
for (const audit of audits) {
  results.push(await audit.fn());
}
const failed = results.filter((result) => result.status !== 'ok');
for (const { id, name, status, reason } of failed) {
  console.log(`${status}: ${id} ${name}: ${reason}`);
}
console.log(`${results.length} audits, ${failed.length} not passed`);
process.exitCode = results.length > 0 && failed.length === 0 ? 0 : 1;
