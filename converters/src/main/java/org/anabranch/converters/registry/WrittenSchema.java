package org.anabranch.converters.registry;

import org.apache.avro.Schema;

/**
 * What records are written with.
 *
 * @param id that goes before each record
 * @param schema that of the id
 */
public record WrittenSchema(int id, Schema schema) {}
