// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit.rules;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.lang.model.element.Modifier;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// What the tidy rules want to know about one Java source, read from its syntax tree.
///
/// @param methods every method and constructor
/// @param records every record header
/// @param sleeps lines that let the clock decide
/// @param locks lines of `synchronized` blocks
/// @param disabled lines that switch a test off
record JavaShape(
    List<Signature> methods,
    List<Signature> records,
    List<Long> sleeps,
    List<Long> locks,
    List<Long> disabled) {

  /// @param name of the method or record
  /// @param line where it starts, from 1
  /// @param lines from its first modifier to its last brace
  /// @param parameters or record components
  record Signature(String name, long line, long lines, int parameters) {}

  /// Parses `source`.
  ///
  /// @throws IllegalArgumentException if it is not Java
  static JavaShape of(String source) {
    var problems = new DiagnosticCollector<JavaFileObject>();
    var task =
        (JavacTask)
            ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, problems, null, null, List.of(new Text(source)));
    try {
      CompilationUnitTree unit = task.parse().iterator().next();
      if (!problems.getDiagnostics().isEmpty()) {
        throw new IllegalArgumentException(problems.getDiagnostics().getFirst().toString());
      }
      var reader = new Reader(unit, Trees.instance(task).getSourcePositions());
      reader.scan(unit, null);
      return reader.shape;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Reader extends TreeScanner<Void, Void> {
    final JavaShape shape =
        new JavaShape(
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>());
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final Deque<Tree.Kind> enclosing = new ArrayDeque<>();

    Reader(CompilationUnitTree unit, SourcePositions positions) {
      this.unit = unit;
      this.positions = positions;
    }

    @Override
    public Void visitClass(ClassTree type, Void none) {
      if (type.getKind() == Tree.Kind.RECORD) {
        int components =
            (int)
                type.getMembers().stream()
                    .filter(member -> member instanceof VariableTree field && !isStatic(field))
                    .count();
        shape.records.add(signature(type.getSimpleName().toString(), type, components));
      }
      enclosing.push(type.getKind());
      super.visitClass(type, null);
      enclosing.pop();
      return null;
    }

    private static boolean isStatic(VariableTree field) {
      return field.getModifiers().getFlags().contains(Modifier.STATIC);
    }

    @Override
    public Void visitMethod(MethodTree method, Void none) {
      boolean repeatsHeader =
          method.getReturnType() == null && enclosing.peek() == Tree.Kind.RECORD;
      int parameters = repeatsHeader ? 0 : method.getParameters().size();
      shape.methods.add(signature(method.getName().toString(), method, parameters));
      return super.visitMethod(method, null);
    }

    @Override
    public Void visitMemberSelect(MemberSelectTree select, Void none) {
      String name = select.getIdentifier().toString();
      String owner = select.getExpression().toString();
      if ((name.equals("sleep")
              && owner.matches("(.*\\.)?(Thread|TimeUnit\\.[A-Z]+|[A-Z]+SECONDS)"))
          || (name.startsWith("park") && owner.endsWith("LockSupport"))) {
        shape.sleeps.add(line(select));
      }
      return super.visitMemberSelect(select, null);
    }

    @Override
    public Void visitSynchronized(SynchronizedTree block, Void none) {
      shape.locks.add(line(block));
      return super.visitSynchronized(block, null);
    }

    @Override
    public Void visitAnnotation(AnnotationTree annotation, Void none) {
      String name = annotation.getAnnotationType().toString();
      if (name.endsWith("Disabled")) {
        shape.disabled.add(line(annotation));
      }
      return super.visitAnnotation(annotation, null);
    }

    private Signature signature(String name, Tree tree, int parameters) {
      long end = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, tree));
      return new Signature(name, line(tree), end - line(tree) + 1, parameters);
    }

    private long line(Tree tree) {
      return unit.getLineMap().getLineNumber(positions.getStartPosition(unit, tree));
    }
  }

  private static final class Text extends SimpleJavaFileObject {
    private final String source;

    Text(String source) {
      super(URI.create("string:///Text.java"), Kind.SOURCE);
      this.source = source;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return source;
    }
  }
}
