// What is in ciphertexts: the code of a type, and a value (docs/formats/ciphertexts.md).

const LONG_FORM = 0x7f;
const WITHOUT_SCHEMA = 0x80;
const TREE = 0x90;
const PLAIN = ['', 'int8', 'int16', 'int32', 'int64', 'float', 'double', 'boolean', 'string', 'bytes'];
const LOGICAL = {
  0x0a: ['int32', 'Date'],
  0x0b: ['int32', 'Time'],
  0x0c: ['int64', 'Timestamp'],
  0x0d: ['bytes', 'Decimal'],
  0x8c: ['int64', 'Timestamp'],
  0x8d: ['bytes', 'Decimal'],
};
const CONNECT = 'org.apache.kafka.connect.data.';
// Of Debezium: type, name after "io.debezium.", name of its parameter.
const DEBEZIUM = [
  null,
  ['int32', 'time.Date'],
  ['int32', 'time.Time'],
  ['int64', 'time.MicroTime'],
  ['int64', 'time.NanoTime'],
  ['int64', 'time.Timestamp'],
  ['int64', 'time.MicroTimestamp'],
  ['int64', 'time.NanoTimestamp'],
  ['string', 'time.ZonedTime'],
  ['string', 'time.ZonedTimestamp'],
  ['string', 'time.Interval'],
  ['int64', 'time.MicroDuration'],
  ['int64', 'time.NanoDuration'],
  ['int32', 'time.Year'],
  ['string', 'time.IsoDate'],
  ['string', 'time.IsoTime'],
  ['string', 'time.IsoTimestamp'],
  ['string', 'data.Json'],
  ['string', 'data.Uuid'],
  ['string', 'data.Xml'],
  ['string', 'data.Ltree'],
  ['string', 'data.Tsvector'],
  ['bytes', 'data.Bits', 'length'],
  ['string', 'data.Enum', 'allowed'],
  ['string', 'data.EnumSet', 'allowed'],
];

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }
  take(length) {
    if (length > this.bytes.length - this.at) throw new Error('newer: the plaintext ends early');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
  octet() {
    return this.take(1)[0];
  }
  varint() {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const octet = this.octet();
      value += (octet & 0x7f) * factor;
      if (octet < 0x80) return value;
    }
  }
  zigzag() {
    const value = this.varint();
    return value % 2 ? -(value + 1) / 2 : value / 2;
  }
  block() {
    return this.take(this.varint());
  }
  rest() {
    return this.take(this.bytes.length - this.at);
  }
}

/** The value, the schema and the typed value of what was encrypted. */
export function readPlaintext(plain) {
  const reader = new Reader(plain);
  const code = reader.octet();
  const schema = schemaOf(code, reader);
  const typedValue = code === TREE || code === LONG_FORM ? tagged(reader, schema) : payload(schema, reader);
  if (reader.at !== plain.length) throw new Error('newer: something follows the value');
  return { value: natural(typedValue), schema: code < WITHOUT_SCHEMA ? schema : null, typed: typedValue };
}

/** Null for trees without a schema; of other values without a schema, the one that they would have. */
function schemaOf(code, reader) {
  if (code === TREE) return null;
  if (code === LONG_FORM) return JSON.parse(reader.block().toString());
  if (code === 0x10) {
    const [type, name, parameter] = DEBEZIUM[reader.octet()] ?? unknown();
    return required(type, `io.debezium.${name}`, parameter && { [parameter]: reader.block().toString() });
  }
  const plain = PLAIN[code & 0x7f];
  if (plain) return required(plain);
  const [type, name] = LOGICAL[code] ?? unknown();
  return required(type, CONNECT + name, name === 'Decimal' && { scale: String(reader.zigzag()) });
}

function required(type, name, parameters) {
  return { type, optional: false, ...(name && { name, version: 1 }), ...(parameters && { parameters }) };
}

function unknown() {
  throw new Error('newer: a type that is not known here');
}

function payload(schema, reader) {
  if (schema.name === `${CONNECT}Decimal`) return decimal(Number(schema.parameters.scale), reader.rest());
  if (schema.name?.startsWith(CONNECT)) return { millis: String(reader.take(8).readBigInt64BE()) };
  switch (schema.type) {
    case 'int8':
      return { int8: String(reader.take(1).readInt8()) };
    case 'int16':
      return { int16: String(reader.take(2).readInt16BE()) };
    case 'int32':
      return { int32: String(reader.take(4).readInt32BE()) };
    case 'int64':
      return { int64: String(reader.take(8).readBigInt64BE()) };
    case 'float':
      return { float32: reader.take(4).toString('hex') };
    case 'double':
      return { float64: reader.take(8).toString('hex') };
    case 'boolean':
      return { boolean: String(reader.octet() !== 0) };
    case 'string':
      return { string: reader.rest().toString() };
    default:
      return { bytes: reader.rest().toString('hex') };
  }
}

function decimal(scale, unscaled) {
  if (unscaled.length === 0) throw new Error('newer: a decimal without digits');
  const number = BigInt.asIntN(unscaled.length * 8, BigInt(`0x${unscaled.toString('hex')}`));
  return { decimal: `${number}e${-scale || 0}` };
}

const TAGS = { 3: 'int8', 4: 'int16', 5: 'int32', 6: 'int64', 7: 'float', 8: 'double' };

function tagged(reader, schema) {
  const tag = reader.octet();
  if (TAGS[tag]) return payload({ type: TAGS[tag] }, reader);
  switch (tag) {
    case 0:
      return { null: '' };
    case 1:
    case 2:
      return { boolean: String(tag === 2) };
    case 9:
      return { string: reader.block().toString() };
    case 10:
      return { bytes: reader.block().toString('hex') };
    case 11:
      return { list: times(reader.varint(), () => tagged(reader, schema?.items)) };
    case 12:
      return { map: times(reader.varint(), () => [tagged(reader, schema?.keys), tagged(reader, schema?.values)]) };
    case 13:
      return { struct: times(reader.varint(), (i) => [schema.fields[i].field, tagged(reader, schema.fields[i])]) };
    case 14:
      return decimal(reader.zigzag(), reader.block());
    case 15:
      return { millis: String(reader.take(8).readBigInt64BE()) };
    default:
      throw new Error('newer: a value that is not known here');
  }
}

function times(count, make) {
  const made = [];
  for (let i = 0; i < count; i++) made.push(make(i));
  return made;
}

// ---- values as JavaScript has them, and as the vectors have them: {"int64":"5"}, {"string":"a"}

export function natural(typedValue) {
  const [[type, text]] = Object.entries(typedValue);
  switch (type) {
    case 'null':
      return null;
    case 'boolean':
      return text === 'true';
    case 'int64':
      return BigInt(text);
    case 'float32':
      return Buffer.from(text, 'hex').readFloatBE();
    case 'float64':
      return Buffer.from(text, 'hex').readDoubleBE();
    case 'string':
      return text;
    case 'bytes':
      return Buffer.from(text, 'hex');
    case 'millis':
      return new Date(Number(text));
    case 'decimal':
      return { unscaled: BigInt(text.split('e')[0]), scale: -Number(text.split('e')[1]) || 0 };
    case 'list':
      return text.map(natural);
    case 'map':
      return new Map(text.map(([key, entry]) => [natural(key), natural(entry)]));
    case 'struct':
      return Object.fromEntries(text.map(([name, field]) => [name, natural(field)]));
    default:
      return Number(text);
  }
}

export function typed(value) {
  if (typeof value === 'string') return { string: value };
  if (typeof value === 'boolean') return { boolean: String(value) };
  if (typeof value === 'bigint') return { int64: String(value) };
  if (value instanceof Date) return { millis: String(value.getTime()) };
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('hex') };
  if (typeof value === 'number') return { float64: float64(value).toString('hex') };
  throw new Error('no single value: a string, boolean, BigInt, number, Buffer or Date');
}

// ---- canonical bytes

/** As a column of a key, docs/formats/keys.md. */
export function canonical(typedValue) {
  const [[type, text]] = Object.entries(typedValue);
  const tag = (octet, ...rest) => Buffer.concat([Buffer.from([octet]), ...rest]);
  switch (type) {
    case 'boolean':
      return tag(text === 'true' ? 2 : 1);
    case 'float32':
    case 'float64':
      return tag(5, float64(natural(typedValue) || (Number.isNaN(natural(typedValue)) ? NaN : 0)));
    case 'string':
      return tag(6, block(Buffer.from(text)));
    case 'bytes':
      return tag(7, block(Buffer.from(text, 'hex')));
    case 'decimal':
      return tag(4, canonicalDecimal(natural(typedValue)));
    default:
      return tag(3, int64(BigInt(text)));
  }
}

function varint(number) {
  const out = [];
  for (; number > 0x7f; number = Math.floor(number / 128)) out.push((number & 0x7f) | 0x80);
  return Buffer.from([...out, number]);
}

export const block = (bytes) => Buffer.concat([varint(bytes.length), bytes]);

function canonicalDecimal({ unscaled, scale }) {
  let [digits, rest] = [unscaled, unscaled === 0n ? 0 : scale];
  for (; digits !== 0n && digits % 10n === 0n; rest--) digits /= 10n;
  const positive = digits < 0n ? ~digits : digits;
  const bits = positive === 0n ? 0 : positive.toString(2).length;
  const length = (bits >> 3) + 1;
  const hex = BigInt.asUintN(length * 8, digits).toString(16).padStart(length * 2, '0');
  const out = Buffer.alloc(4);
  out.writeInt32BE(rest);
  return Buffer.concat([out, block(Buffer.from(hex, 'hex'))]);
}

function float64(number) {
  const out = Buffer.alloc(8);
  out.writeDoubleBE(number);
  return out;
}

function int64(number) {
  const out = Buffer.alloc(8);
  out.writeBigInt64BE(number);
  return out;
}
