/**
 * JSON compressed with zstd and trained dictionaries: the frames, the dictionaries and their files,
 * how they are trained. What lies in Kafka is docs/formats/compressed-json.md.
 */
@NullMarked
package org.anabranch.converters.json;

import org.jspecify.annotations.NullMarked;
