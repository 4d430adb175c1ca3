package org.anabranch.testkit.context;

import java.util.List;
import java.util.Locale;

/**
 * English of a sort: words in no order, the common ones more often. People use more words and
 * repeat phrases, so it stands for the length of their text and only about for how it compresses.
 */
final class Sentences {

  private static final List<String> WORDS =
      List.of(
          ("the to a and of is you I in for it that my with on can be this have not are your do me"
                  + " we or if at will please from would what an but how order so there when which"
                  + " need was has all by get could like account as change help no more any just also"
                  + " should use time one want about did then its new some than only ticket over they"
                  + " first day been see were next up email out work same after make send before their"
                  + " payment date project find still add week code because question report today show"
                  + " set run answer test list check two plan below data price number most team between"
                  + " other meeting start each here note file keep last both page step given again"
                  + " instead city table train flight hotel update every cost summary short once item"
                  + " issue weather call result without model book sure already error request three"
                  + " version move open since customer month case better delivery option draft prefer"
                  + " total several long morning document available later price under receive explain"
                  + " budget translate server however recipe office reason evening address review read"
                  + " contract exact reply during until sentence search product window small station"
                  + " function refund response reminder schedule query travel paragraph column invoice"
                  + " friday language example library arrive monday session write details support"
                  + " confirm garden kitchen memory policy simple screen quite phone suggest monthly"
                  + " database morning compare window battery holiday receipt season problem approach"
                  + " connect deliver quarter upgrade discount analysis quickly museum outline kilometre"
                  + " parameter exercise calendar interest warranty currency regional breakfast deadline"
                  + " vegetarian definition alternative temperature appointment cancellation permission"
                  + " subscription measurement configuration recommendation infrastructure")
              .split(" ", -1));

  private Sentences() {}

  /** Some words, without capitals and punctuation. */
  static String words(Choice choice, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        text.append(' ');
      }
      text.append(
          choice.chance(0.03)
              ? Integer.toString(choice.between(2, 2_000))
              : choice.mostlyFirst(WORDS));
    }
    return text.toString();
  }

  /** Sentences of about so many words in all. */
  static String text(Choice choice, int count) {
    StringBuilder text = new StringBuilder();
    for (int left = count; left > 0; ) {
      int length = Math.min(left, choice.between(4, 18));
      String sentence = words(choice, length);
      text.append(text.isEmpty() ? "" : " ")
          .append(sentence.substring(0, 1).toUpperCase(Locale.ROOT))
          .append(sentence, 1, sentence.length())
          .append(choice.chance(0.2) ? '?' : '.');
      left -= length;
    }
    return text.toString();
  }
}
