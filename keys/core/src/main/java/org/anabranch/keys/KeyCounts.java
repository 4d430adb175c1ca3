package org.anabranch.keys;

/**
 * What was counted of keys.
 *
 * @param fetches keys that were read from the key store and unwrapped, or made
 * @param cacheHits keys that were at hand
 * @param failures fetches that failed
 */
public record KeyCounts(long fetches, long cacheHits, long failures) {}
