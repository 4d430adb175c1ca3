package org.example.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.anabranch.merge.function.MergeFunctions;
import org.anabranch.merge.function.MergeLaws;
import org.anabranch.merge.function.ValueType;
import org.anabranch.merge.function.Values;
import org.junit.jupiter.api.Test;

class LongestTest {

  @Test
  void keepsTheLaws() {
    MergeLaws.check(new Longest());
  }

  @Test
  void keepsTheLawsForBiosToo() {
    Values<String> bios =
        Values.of(ValueType.TEXT).and(List.of("Likes tea.", "Likes tea and coffee."));
    MergeLaws.of(new Longest(), bios).check();
  }

  @Test
  void theLongerOneIsKept() {
    assertEquals("Likes tea.", new Longest().merge("Tea.", "Likes tea."));
  }

  @Test
  void isFoundByItsName() {
    MergeFunctions functions = MergeFunctions.load(Longest.class.getClassLoader());
    assertEquals(Longest.class, functions.named("longest").getClass());
  }
}
