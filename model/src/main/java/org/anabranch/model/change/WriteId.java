package org.anabranch.model.change;

/**
 * Names one write of a sink for ever, where the sink tells its writes by marks in the documents
 * themselves (docs/decisions/031).
 *
 * @param writer one task of the sink from its start to its end
 * @param number rises with each of its writes, which it does one after the other
 */
public record WriteId(String writer, long number) {}
