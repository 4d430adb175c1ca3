// Opens data keys (docs/formats/data-keys.md) that a keyset file wraps, with nothing but Node 18 or later.
//
//   import { openKey } from './read-data-key.mjs';
//   const { id, purpose, key } = openKey(record, keyset);
//
// As a program it checks vectors: node read-data-key.mjs data-keys.json
import { createDecipheriv, createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { block } from './ciphertext-values.mjs';

const NONCE = 12;
const TAG = 16;
const BINDING = 16;
const SIZES = { authenticated: 32, deterministic: 64, 'format-preserving': 32, index: 32 };

/**
 * The data key of a record of the key store: { id, purpose, key }.
 *
 * @param record the JSON object that is the record's value
 * @param keyset the JSON object of a keyset file
 */
export function openKey(record, keyset) {
  if (record.v !== 1) throw new Error('newer: a record of a newer format');
  if (!record.wrapped) throw new Error('destroyed: nobody has this key any more');
  if (record.kek_provider !== 'local') throw new Error(`foreign: only ${record.kek_provider} opens it`);
  const kek = keyset.keys.find(({ name, kind }) => name === record.kek && kind === 'aes-256-gcm');
  if (!kek) throw new Error(`foreign: the keyset has no key ${record.kek} of kind aes-256-gcm`);
  const plain = openGcm(Buffer.from(kek.key, 'base64'), Buffer.from(record.wrapped, 'base64'));
  const key = plain.subarray(BINDING);
  if (key.length !== SIZES[record.purpose] || !timingSafeEqual(plain.subarray(0, BINDING), binding(record))) {
    throw new Error('altered: it was wrapped under another id or name');
  }
  return { id: record.id, purpose: record.purpose, key };
}

/** The hash by which records name a subject. */
export function subjectHash(name, subject, secret) {
  const hash = secret ? createHmac('sha256', secret) : createHash('sha256');
  for (const text of ['anabranch-subject-1', name, subject]) hash.update(block(Buffer.from(text)));
  return hash.digest('hex').slice(0, 32);
}

function openGcm(kek, wrapped) {
  const cipher = createDecipheriv('aes-256-gcm', kek, wrapped.subarray(0, NONCE), { authTagLength: TAG });
  cipher.setAuthTag(wrapped.subarray(-TAG));
  try {
    return Buffer.concat([cipher.update(wrapped.subarray(NONCE, -TAG)), cipher.final()]);
  } catch {
    throw new Error('altered: another key wrapped it, or it was altered');
  }
}

function binding({ id, name, purpose, subject, generation }) {
  const hash = createHash('sha256').update(block(Buffer.from('anabranch-key-1'))).update(Buffer.from(id, 'hex'));
  hash.update(block(Buffer.from(name))).update(block(Buffer.from(purpose)));
  hash.update(subject ? Buffer.from(`01${subject}`, 'hex') : Buffer.from([0]));
  const number = Buffer.alloc(4);
  number.writeUInt32BE(generation);
  return hash.update(number).digest().subarray(0, BINDING);
}

// ---- as a program

function check(file) {
  const { keyset, records, subjects, destroyed } = JSON.parse(readFileSync(file, 'utf8'));
  const checks = [
    ...records.map(({ record, key }) => [record.id, () => openKey(record, keyset).key.toString('hex') === key]),
    ...records.map(({ record }) => [
      `${record.id} under another id`,
      () => refuses({ ...record, id: '00000000000000ff' }, keyset, 'altered'),
    ]),
    ...subjects.map(({ name, subject, secret, hash }) => [hash, () => subjectHash(name, subject, secret) === hash]),
    [destroyed.id, () => refuses(destroyed, keyset, 'destroyed')],
  ];
  const failed = checks.filter(([, passes]) => !attempt(passes));
  failed.forEach(([name]) => console.log(`${name} failed`));
  console.log(`${checks.length} vectors read, ${failed.length} failed`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

function attempt(passes) {
  try {
    return passes();
  } catch (e) {
    console.log(e.message);
    return false;
  }
}

function refuses(record, keyset, why) {
  try {
    openKey(record, keyset);
    return false;
  } catch (e) {
    return e.message.startsWith(`${why}:`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) check(process.argv[2]);
