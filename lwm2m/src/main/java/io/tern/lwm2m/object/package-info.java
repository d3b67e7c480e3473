// SPDX-License-Identifier: Apache-2.0
/// Objects of the registry for programs: a class an object, a constant a resource, with the Java type of its
/// value. The classes were written by `src/build/java/ObjectSources.java`; a test holds them and the registry together.
/// Immutable, any thread.
package io.tern.lwm2m.object;
