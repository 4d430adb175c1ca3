package org.anabranch.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

/** A class whose package says {@code @NullMarked}, so that NullAway checks it. */
final class InNullMarkedPackage extends ArchCondition<JavaClass> {

  InNullMarkedPackage() {
    super("be in a package that is @NullMarked");
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    boolean marked = type.getPackage().tryGetAnnotationOfType(NullMarked.class).isPresent();
    events.add(
        new SimpleConditionEvent(
            type, marked, type.getPackageName() + " has no package-info with @NullMarked"));
  }
}
