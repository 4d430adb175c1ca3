// Reads ciphertexts of Anabranch (docs/formats/ciphertexts.md) with nothing but Node 18 or later.
//
//   import { decrypt, index, decryptDigits } from './read-ciphertext.mjs';
//   const { value, schema } = decrypt(text, key, { table: 'public.customer', path: 'email' });
//
// As a program it checks vectors: node read-ciphertext.mjs ciphertexts.json
import { createDecipheriv, createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { pathToFileURL } from 'node:url';
import { ff1, openSiv } from './ciphertext-algorithms.mjs';
import { block, canonical, readPlaintext, typed } from './ciphertext-values.mjs';

const HEAD = 10;
const NONCE = 12;
const TAG = 16;
const SUITES = { 1: 'authenticated', 2: 'deterministic' };

/**
 * What is in a ciphertext: { value, schema, typed }. The value is null, a boolean, a number (floating-point and
 * integers of up to 32 bits), a BigInt (64 bits), a string, a Buffer, a Date, { unscaled, scale }, an array, a Map,
 * or an object for a struct. The schema is as Kafka's JsonConverter writes it, null for values that had none.
 *
 * @param ciphertext the text or the bytes
 * @param key the data key in clear
 * @param binding { table, path, row }; row is a Buffer of the row's canonical key, left out where it is not bound
 */
export function decrypt(ciphertext, key, binding) {
  const bytes = typeof ciphertext === 'string' ? fromText(ciphertext) : ciphertext;
  const mode = modeOf(bytes);
  const associated = associatedData(bytes, binding);
  return readPlaintext(
    mode === 'deterministic' ? openSiv(key, bytes.subarray(HEAD), associated) : openGcm(key, bytes, associated),
  );
}

/** The id of the key that opens a ciphertext: 16 hexadecimal digits. */
export function keyOf(ciphertext) {
  const bytes = typeof ciphertext === 'string' ? fromText(ciphertext) : ciphertext;
  modeOf(bytes);
  return bytes.toString('hex', 2, HEAD);
}

/** The index of a value: a string, a boolean, a BigInt for integers, a number for floating-point, a Buffer, a Date. */
export function index(value, key, binding) {
  return indexOfTyped(typed(value), key, binding);
}

/** The digits of a text decrypted, everything else as it is. */
export function decryptDigits(text, key, binding) {
  return withDigits(text, (digits) => ff1(digits, key, tweak(binding), false));
}

/** The digits of a text encrypted, everything else as it is. */
export function encryptDigits(text, key, binding) {
  return withDigits(text, (digits) => ff1(digits, key, tweak(binding), true));
}

function fromText(text) {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text) throw new Error('foreign: no base64url');
  return bytes;
}

function modeOf(bytes) {
  if (bytes.length < HEAD + TAG + 1 || bytes[0] !== 0x69 || (bytes[1] & 0xf0) !== 0xb0) {
    throw new Error('foreign: no ciphertext');
  }
  const mode = SUITES[bytes[1] & 0x0f];
  if (!mode) throw new Error('newer: a ciphertext of a newer format');
  return mode;
}

// ---- what a ciphertext is bound to

const names = ({ table, path }) => Buffer.concat([block(Buffer.from(table)), block(Buffer.from(path))]);

function associatedData(bytes, binding) {
  const row = binding.row ? Buffer.concat([Buffer.from([1]), block(binding.row)]) : Buffer.from([0]);
  return Buffer.concat([Buffer.from('anabranch-ct-1'), bytes.subarray(0, HEAD), names(binding), row]);
}

function tweak(binding) {
  const hash = createHash('sha256').update('anabranch-fp-1').update(names(binding));
  return hash.digest().subarray(0, 16);
}

function openGcm(key, bytes, associated) {
  if (bytes.length < HEAD + NONCE + TAG) throw new Error('altered: too short');
  const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(HEAD, HEAD + NONCE), { authTagLength: TAG });
  cipher.setAAD(associated);
  cipher.setAuthTag(bytes.subarray(-TAG));
  try {
    return Buffer.concat([cipher.update(bytes.subarray(HEAD + NONCE, -TAG)), cipher.final()]);
  } catch {
    throw new Error('altered: made elsewhere, with another key, or altered');
  }
}

function withDigits(text, change) {
  const digits = text.replace(/[^0-9]/g, '');
  if (digits.length < 6) throw new Error('too few digits');
  const changed = change(digits);
  let next = 0;
  return text.replace(/[0-9]/g, () => changed[next++]);
}

function indexOfTyped(value, key, binding) {
  const hash = createHmac('sha256', key).update('anabranch-ix-1').update(names(binding)).update(canonical(value));
  return hash.digest().subarray(0, 16).toString('base64url');
}

// ---- as a program

const hex = (text) => (text ? Buffer.from(text, 'hex') : undefined);

const CHECKS = {
  ciphertexts: (vector, keys) => {
    const { schema, typed: found } = decrypt(vector.ciphertext, keys[vector.key], { ...vector, row: hex(vector.row) });
    return isDeepStrictEqual({ schema, value: found }, { schema: vector.schema, value: vector.value });
  },
  refused: (vector, keys) => {
    try {
      decrypt(vector.ciphertext, keys[vector.key], { ...vector, row: hex(vector.row) });
      return false;
    } catch (e) {
      return e.message.startsWith(`${vector.why}:`);
    }
  },
  indexes: (vector, keys) => indexOfTyped(vector.value, keys[vector.key], vector) === vector.index,
  digits: (vector, keys) =>
    decryptDigits(vector.encrypted, keys[vector.key], vector) === vector.text &&
    encryptDigits(vector.text, keys[vector.key], vector) === vector.encrypted,
  siv: ({ key, associated, plain, sealed }) =>
    openSiv(hex(key), hex(sealed), Buffer.from(associated, 'hex')).equals(Buffer.from(plain, 'hex')),
  ff1: ({ key, tweak: bytes, plain, encrypted }) =>
    ff1(plain, hex(key), Buffer.from(bytes, 'hex'), true) === encrypted &&
    ff1(encrypted, hex(key), Buffer.from(bytes, 'hex'), false) === plain,
};

function check(file) {
  const vectors = JSON.parse(readFileSync(file, 'utf8'));
  const keys = Object.fromEntries(vectors.keys.map(({ id, key }) => [id, hex(key)]));
  let [read, failed] = [0, 0];
  for (const [kind, passes] of Object.entries(CHECKS)) {
    for (const vector of vectors[kind]) {
      read++;
      if (!attempt(() => passes(vector, keys))) {
        failed++;
        console.log(`${kind}: ${vector.name} failed`);
      }
    }
  }
  console.log(`${read} vectors read, ${failed} failed`);
  process.exitCode = failed === 0 && read > 0 ? 0 : 1;
}

function attempt(passes) {
  try {
    return passes();
  } catch (e) {
    console.log(e.message);
    return false;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) check(process.argv[2]);
