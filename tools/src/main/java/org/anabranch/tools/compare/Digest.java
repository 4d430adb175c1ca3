package org.anabranch.tools.compare;

/** What a range of rows comes down to. */
record Digest(long rows, String hash) {}
