package org.anabranch.capture;

/**
 * Which transactions a database showed at some moment, for {@link ToldTransactions}.
 *
 * @param text what only the database's own kind of capture understands
 * @param end where the log ended afterwards: whatever lies below the horizon lies before it
 */
public record DrawnHorizon(String text, long end) {}
