/** better-sqlite3's binary ends an older Node without a word: the entries say this sentence instead. Null when the version will do. */
export function nodeRefusal(version: string = process.versions.node): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const newEnough = major > 22 || (major === 22 && minor >= 12);
  return newEnough ? null : `Ballast needs Node 22.12 or newer; this is Node ${version}. Start it with "npm start" or "npm run -s ballast", which bring their own where they can.`;
}
