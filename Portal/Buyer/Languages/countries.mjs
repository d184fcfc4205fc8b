// Writes the names of all countries into a language's file, as CLDR has them: node countries.mjs xx.json
import { readFileSync, writeFileSync } from 'node:fs';

const shorter = ['HK', 'MO', 'MM', 'PS'];
for (const file of process.argv.slice(2)) {
  const language = JSON.parse(readFileSync(file, 'utf8'));
  const names = style => new Intl.DisplayNames(language.language, { type: 'region', style, fallback: 'none' });
  const [long, short] = [names('long'), names('short')];
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const unassigned = /^(A[ACDNP]|B[UXV]|C[PQSTX]|D[DGY]|E[AUZ]|F[XQ]|HV|IC|JT|MI|N[HTQ]|P[CUZ]|Q.|RH|S[UA]|T[AP]|U[KNM]|VD|W[K]|X.|Y[DU]|Z[RZ]|AN|CS|TP|SU|HM|BV|TF|GS|UM)$/;
  const codes = letters.flatMap(a => letters.map(b => a + b)).filter(code => (code === 'SA' || !unassigned.test(code)) && long.of(code));
  language.countries = Object.fromEntries(codes.map(code => [code, (shorter.includes(code) ? short : long).of(code)]));
  writeFileSync(file, JSON.stringify(language, null, 2)
    .replace(/"(plural|articled|countries)": \{[^}]*\}/g, object => object.replace(/\s*\n\s*/g, ' ')) + '\n');
}
