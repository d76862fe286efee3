// Asks one endpoint one query, or sends it an update, with Comunica. Arguments: the endpoint, the text, and a token for
// an update. Writes the answer as JSON.
import { QueryEngine } from '@comunica/query-sparql';

const [endpoint, text, token] = process.argv.slice(2);
const engine = new QueryEngine();
const source = { type: 'sparql', value: endpoint };
const fetchWithToken = (address, init = {}) => {
  const headers = new Headers(init.headers);
  headers.set('Authorization', `Bearer ${token}`);
  return fetch(address, { ...init, headers });
};
const writing = token ? { destination: source, fetch: fetchWithToken } : {};
const result = await engine.query(text, { sources: [source], ...writing });
if (result.resultType === 'bindings') {
  const rows = await (await result.execute()).toArray();
  const plain = rows.map((row) => Object.fromEntries([...row].map(([variable, term]) => [variable.value, term.value])));
  console.log(JSON.stringify(plain));
} else if (result.resultType === 'quads') {
  const quads = await (await result.execute()).toArray();
  console.log(JSON.stringify(quads.map((quad) => [quad.subject.value, quad.predicate.value, quad.object.value])));
} else if (result.resultType === 'void') {
  await result.execute();
  console.log('null');
} else {
  console.log(JSON.stringify(await result.execute()));
}
