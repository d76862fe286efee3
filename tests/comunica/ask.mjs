// Asks one endpoint one query with Comunica. Arguments: the endpoint, the query. Writes the answer as JSON.
import { QueryEngine } from '@comunica/query-sparql';

const [endpoint, text] = process.argv.slice(2);
const engine = new QueryEngine();
const result = await engine.query(text, { sources: [{ type: 'sparql', value: endpoint }] });
if (result.resultType === 'bindings') {
  const rows = await (await result.execute()).toArray();
  const plain = rows.map((row) => Object.fromEntries([...row].map(([variable, term]) => [variable.value, term.value])));
  console.log(JSON.stringify(plain));
} else if (result.resultType === 'quads') {
  const quads = await (await result.execute()).toArray();
  console.log(JSON.stringify(quads.map((quad) => [quad.subject.value, quad.predicate.value, quad.object.value])));
} else {
  console.log(JSON.stringify(await result.execute()));
}
