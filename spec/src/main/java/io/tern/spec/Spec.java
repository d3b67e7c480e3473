// SPDX-License-Identifier: Apache-2.0

package io.tern.spec;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Names the requirements a test proves, for example `@Spec("REG-07")` or
/// `@Spec({"REG-07", "RFC7252-4.2"})`.
///
/// An id is a checklist id, or `RFC<number>-<section>` for a section of an RFC; `OBJ-3-*` stands for all
/// checklist ids that begin so. On a class it counts for every test of the class. The spec report lists
/// which ids have a test.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Spec {
  /// The ids, at least one.
  String[] value();
}
