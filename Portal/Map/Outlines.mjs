// Makes Outlines.txt, the shapes of land and the borders between countries.
// Data: Natural Earth 1:50m (public domain) as TopoJSON (world-atlas, ISC). Run again when they change:
//   npm install --prefix DIR world-atlas topojson-client topojson-simplify
//   node Portal/Map/Outlines.mjs DIR > Portal/Map/Outlines.txt
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const load = createRequire(path.join(path.resolve(process.argv[2]), 'node_modules', 'index.js'));
const bring = name => import(pathToFileURL(load.resolve(name)));
const { presimplify, simplify } = await bring('topojson-simplify');
const { mergeArcs } = await bring('topojson-client');

const steps = 22; // a degree; more, and two letters could not tell the longest way
const least = 0.004; // square degrees: what is flatter or smaller is left out

const atlas = load('world-atlas/countries-50m.json');
const world = simplify(presimplify(atlas), least);
const countries = world.objects.countries.geometries.filter(country => country.id !== '010');
const round = ([lng, lat]) => [Math.round(lng * steps), Math.round(lat * steps)];
// What crosses the antimeridian goes on beyond 180 degrees.
const unbroken = arc => arc.map(([lng, lat], at) => [lng + (at && Math.abs(lng - arc[0][0]) > 180 ? 360 * Math.sign(arc[0][0]) : 0), lat]);
const arcs = world.arcs.map(arc => unbroken(arc).map(round).filter((point, at, all) => at === 0 || at === all.length - 1 || point[0] !== all[at - 1][0] || point[1] !== all[at - 1][1]));

const length = ring => ring.reduce((sum, at) => sum + arcs[at < 0 ? ~at : at].length - 1, 0);
const rings = mergeArcs(world, countries).arcs.flat().filter(ring => length(ring) >= 4);

// A border is what two countries share.
const users = new Map();
for (const country of countries)
  for (const at of (country.arcs ?? []).flat(Infinity))
    users.set(at < 0 ? ~at : at, (users.get(at < 0 ? ~at : at) ?? new Set()).add(country.id ?? country.properties.name));
const borders = [...users].filter(([, by]) => by.size > 1).map(([at]) => at);

const used = [...new Set([...rings.flat().map(at => (at < 0 ? ~at : at)), ...borders])].sort((a, b) => a - b);
const place = new Map(used.map((at, i) => [at, i]));

// A step is a letter where it is short, and a tilde with two letters where it is long; the letters are those of Gazetteer.mjs.
const letters = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).filter(letter => !'<|\\'.includes(letter));
const half = 45;
const far = 91 * 91 / 2 | 0;
const letter = n => letters[n] ?? (() => { throw new Error(`no letter for ${n}`); })();
const write = n => (Math.abs(n) < half ? letter(n + half) : letter(90) + letter(Math.floor((n + far) / 91)) + letter((n + far) % 91));
const line = arc => arc.map(([x, y], i) => write(x - (i ? arc[i - 1][0] : 0)) + write(y - (i ? arc[i - 1][1] : 0))).join('');

console.log(rings.map(ring => ring.map(at => (at < 0 ? -place.get(~at) - 1 : place.get(at))).join(' ')).join(';'));
console.log(borders.map(at => place.get(at)).sort((a, b) => a - b).join(' '));
for (const at of used)
  console.log(line(arcs[at]));
