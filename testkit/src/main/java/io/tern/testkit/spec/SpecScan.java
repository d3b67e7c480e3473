// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit.spec;

import io.tern.spec.Spec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Reads `@Spec` from class files, without loading them.
public final class SpecScan {
  private static final ClassDesc SPEC = ClassDesc.of(Spec.class.getName());
  private static final Set<String> TEST =
      Set.of(
          "Lorg/junit/jupiter/api/Test;",
          "Lorg/junit/jupiter/api/RepeatedTest;",
          "Lorg/junit/jupiter/api/TestFactory;",
          "Lorg/junit/jupiter/params/ParameterizedTest;",
          "Lcom/code_intelligence/jazzer/junit/FuzzTest;");

  private SpecScan() {}

  /// The tests under `folders`, as `Type.method`, by the id they name. A folder that does not exist
  /// holds no tests.
  public static SortedMap<String, SortedSet<String>> testsById(List<Path> folders) {
    var tests = new TreeMap<String, SortedSet<String>>();
    for (Path folder : folders) {
      if (Files.isDirectory(folder)) {
        classFiles(folder).forEach(file -> addTests(parse(file), tests));
      }
    }
    return tests;
  }

  private static void addTests(ClassModel type, SortedMap<String, SortedSet<String>> tests) {
    List<String> ofType = ids(type);
    String typeName = type.thisClass().asSymbol().displayName();
    for (MethodModel method : type.methods()) {
      if (!isTest(method)) {
        continue;
      }
      String name = typeName + "." + method.methodName().stringValue();
      Stream.concat(ofType.stream(), ids(method).stream())
          .forEach(id -> tests.computeIfAbsent(id, _ -> new TreeSet<>()).add(name));
    }
  }

  private static boolean isTest(MethodModel method) {
    return annotations(method).stream()
        .anyMatch(annotation -> TEST.contains(annotation.className().stringValue()));
  }

  private static List<String> ids(AttributedElement element) {
    var ids = new ArrayList<String>();
    for (Annotation annotation : annotations(element)) {
      if (annotation.classSymbol().equals(SPEC)
          && annotation.elements().getFirst().value() instanceof AnnotationValue.OfArray array) {
        for (AnnotationValue value : array.values()) {
          if (value instanceof AnnotationValue.OfString id) {
            ids.add(id.stringValue());
          }
        }
      }
    }
    return ids;
  }

  private static List<Annotation> annotations(AttributedElement element) {
    return element
        .findAttribute(Attributes.runtimeVisibleAnnotations())
        .map(attribute -> attribute.annotations())
        .orElse(List.of());
  }

  private static List<Path> classFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".class")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ClassModel parse(Path file) {
    try {
      return ClassFile.of().parse(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
