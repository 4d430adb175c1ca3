package org.anabranch.converters.registry;

import org.apache.avro.Schema;

/**
 * A version of a subject.
 *
 * @param id as it stands before each record that was written with the schema
 * @param version of the subject, counted from 1
 */
public record RegisteredSchema(int id, int version, Schema schema) {}
