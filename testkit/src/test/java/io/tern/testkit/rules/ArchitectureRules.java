// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaParameterizedType;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.JavaWildcardType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/// What the modules and packages of Tern may do to each other.
final class ArchitectureRules {
  /// Which modules a module may use.
  static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          Map.entry("spec", Set.of()),
          Map.entry("coap", Set.of()),
          Map.entry("lwm2m", Set.of("coap")),
          Map.entry("net", Set.of("coap")),
          Map.entry("server", Set.of("lwm2m", "coap")),
          Map.entry("client", Set.of("lwm2m", "coap")),
          Map.entry("app", Set.of("server", "client", "net", "lwm2m", "coap")),
          Map.entry("sim", Set.of("client", "net", "lwm2m", "coap")),
          Map.entry(
              "bench", Set.of("peers", "app", "sim", "server", "client", "net", "lwm2m", "coap")),
          Map.entry("peers", Set.of()),
          Map.entry("peers-tcp", Set.of("peers")),
          Map.entry("testkit", Set.of("spec", "server", "client", "net", "lwm2m", "coap")));

  /// The engines' doors to the world: of server and client, they alone use net and its threads.
  static final Set<String> FACADES =
      Set.of(
          "io.tern.server.engine.LwM2mServer",
          "io.tern.server.engine.Commands",
          "io.tern.server.engine.AwakeTimes",
          "io.tern.server.engine.Deliveries",
          "io.tern.server.engine.BootstrapServer",
          "io.tern.client.engine.LwM2mClient");

  private static final String[] PURE = {
    "io.tern.coap..", "io.tern.lwm2m..", "io.tern.server..", "io.tern.client.."
  };

  private static final String[] WORLDLY = {
    "io.tern.net..", "io.tern.app..", "io.tern.sim..", "io.tern.bench..", "io.tern.peers.."
  };

  private static final String[] LIBRARIES = {
    "io.tern.coap..", "io.tern.lwm2m..", "io.tern.net..", "io.tern.server..", "io.tern.client.."
  };

  /// Types of otherwise worldly packages that only hold or promise a value.
  private static final Set<String> HARMLESS =
      Set.of("java.net.URI", "java.net.URISyntaxException", "java.util.concurrent.CompletionStage");

  private static final Set<String> WORLD =
      Set.of(
          "java.io.File",
          "java.io.FileInputStream",
          "java.io.FileOutputStream",
          "java.io.RandomAccessFile",
          "java.io.PrintStream",
          "java.io.Console",
          "java.lang.Thread",
          "java.lang.ThreadLocal",
          "java.lang.InheritableThreadLocal",
          "java.lang.Process",
          "java.lang.ProcessBuilder",
          "java.lang.Runtime",
          "java.lang.System$Logger",
          "java.util.Timer",
          "java.util.TimerTask");

  private static final List<String> WORLD_PACKAGES =
      List.of(
          "java.net",
          "javax.net",
          "java.nio.channels",
          "java.nio.file",
          "java.util.concurrent",
          "java.util.logging",
          "java.sql",
          "org.slf4j");

  private static final Set<String> COAP_REQUESTS =
      Set.of(
          "io.tern.coap.Message",
          "io.tern.coap.Request",
          "io.tern.coap.Response",
          "io.tern.coap.Options",
          "io.tern.coap.OptionNumber",
          "io.tern.coap.Token",
          "io.tern.coap.Type",
          "io.tern.coap.Requester",
          "io.tern.coap.Responder");

  private static final List<String> NAME_ENDINGS =
      List.of("Util", "Utils", "Helper", "Manager", "Impl", "Base", "Common");

  private ArchitectureRules() {}

  /// Rule 1: the arrows between modules.
  static ArchRule moduleGraph() {
    return classes()
        .that(resideInAnyPackage("io.tern.."))
        .should(
            notDependOn(
                "a module that theirs may not use",
                (user, used) -> !mayUse(user, moduleOf(user), moduleOf(used))))
        .allowEmptyShould(true);
  }

  private static boolean mayUse(JavaClass user, String from, String to) {
    if (to.isEmpty() || to.equals(from)) {
      return true;
    }
    return ARROWS.getOrDefault(from, Set.of()).contains(to)
        || (to.equals("net") && isFacade(user))
        || isTestOf(from, to);
  }

  /// The annotation that links a test to a requirement may be seen from any test.
  private static boolean isTestOf(String from, String to) {
    return to.equals("spec") && ARROWS.containsKey(from);
  }

  /// Rule 2: no cycles between packages.
  static ArchRule noPackageCycles() {
    return slices().matching("io.tern.(**)").should().beFreeOfCycles().allowEmptyShould(true);
  }

  /// Rule 3: no sockets, threads, locks, files or logs in the pure modules.
  static ArchRule pureModules() {
    return classes()
        .that(resideInAnyPackage(PURE))
        .and(describe("are no facade", type -> !isFacade(type)))
        .should(
            notDependOn(
                "sockets, threads, locks, files or logs",
                (user, used) -> isWorld(used) && !mayShare(user, used)))
        .andShould(notLock())
        .allowEmptyShould(true);
  }

  /// The stores in memory are shared by all loops.
  private static boolean mayShare(JavaClass user, JavaClass used) {
    return user.getPackageName().equals("io.tern.server.memory")
        && (used.getPackageName().equals("java.util.concurrent.atomic")
            || used.getName().startsWith("java.util.concurrent.Concurrent"));
  }

  private static boolean isWorld(JavaClass type) {
    if (HARMLESS.contains(type.getName())) {
      return false;
    }
    return WORLD.contains(type.getName())
        || WORLD_PACKAGES.stream()
            .anyMatch(
                name ->
                    type.getPackageName().equals(name)
                        || type.getPackageName().startsWith(name + "."));
  }

  /// Rule 4: time and chance are arguments outside net and the programs.
  static ArchRule noAmbientTimeOrChance() {
    return noClasses()
        .that(resideInAnyPackage("io.tern.."))
        .and(describe("are no program", type -> !resideInAnyPackage(WORLDLY).test(type)))
        .and(describe("are no facade", type -> !isFacade(type)))
        .should()
        .accessTargetWhere(describe("reads a clock or rolls a die", ArchitectureRules::isAmbient))
        .allowEmptyShould(true);
  }

  private static boolean isAmbient(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getName();
    String member = access.getTarget().getName();
    return switch (owner) {
      case "java.lang.System" -> member.equals("nanoTime") || member.equals("currentTimeMillis");
      case "java.lang.Math" -> member.equals("random");
      case "java.util.UUID" -> member.equals("randomUUID");
      case "java.util.concurrent.ThreadLocalRandom", "java.security.SecureRandom" -> true;
      case "java.util.Random", "java.util.SplittableRandom" ->
          member.equals("<init>") && hasNoParameters(access);
      case "java.util.random.RandomGenerator" -> member.equals("getDefault") || member.equals("of");
      case "java.util.Date", "java.util.GregorianCalendar" -> member.equals("<init>");
      case "java.util.Calendar" -> member.equals("getInstance");
      default ->
          owner.startsWith("java.time.") && (member.equals("now") || member.startsWith("system"));
    };
  }

  private static boolean hasNoParameters(JavaAccess<?> access) {
    return access.getTarget() instanceof CodeUnitAccessTarget target
        && target.getRawParameterTypes().isEmpty();
  }

  /// Rule 5, first half: the words of a module know none of its parts.
  static ArchRule wordsKnowNoPart() {
    return classes()
        .that(resideInAnyPackage("io.tern.*"))
        .should(
            notDependOn(
                "a part of their own module",
                (user, used) -> used.getPackageName().startsWith(user.getPackageName() + ".")))
        .allowEmptyShould(true);
  }

  /// Rule 5, second half: nothing inside a module knows what assembles it.
  static ArchRule nobodyKnowsTheEngine() {
    return classes()
        .that(resideInAnyPackage("io.tern.."))
        .should(
            notDependOn(
                "the engine or main of their own module",
                (user, used) ->
                    isInEngineOf(used, moduleOf(user)) && !isInEngineOf(user, moduleOf(user))))
        .allowEmptyShould(true);
  }

  private static boolean isInEngineOf(JavaClass type, String module) {
    return resideInAnyPackage("io.tern." + module + ".engine..", "io.tern." + module + ".main..")
        .test(type);
  }

  /// Rule 6, first half: inside lwm2m one package knows CoAP messages.
  static ArchRule onePackageMapsToCoap() {
    return classes()
        .that(resideInAnyPackage("io.tern.lwm2m.."))
        .and(
            describe(
                "are not the mapping",
                type -> !resideInAnyPackage("io.tern.lwm2m.coap..").test(type)))
        .should(
            notDependOn("CoAP messages", (user, used) -> COAP_REQUESTS.contains(used.getName())))
        .allowEmptyShould(true);
  }

  /// Rule 6, second half: HTTP server and JSON types stay in the REST package.
  static ArchRule onePackageServesRest() {
    DescribedPredicate<JavaClass> web =
        resideInAnyPackage(
            "com.fasterxml.jackson..",
            "tools.jackson..",
            "org.eclipse.jetty..",
            "com.sun.net.httpserver..",
            "jakarta.servlet..");
    return noClasses()
        .that(resideInAnyPackage(LIBRARIES).or(resideInAnyPackage("io.tern.app..")))
        .and(describe("are not REST", type -> !resideInAnyPackage("io.tern.app.rest..").test(type)))
        .should()
        .dependOnClassesThat(web)
        .allowEmptyShould(true);
  }

  /// Rule 8: callers of a library never share an array with it.
  static ArchRule noByteArraysInPublic() {
    return classes()
        .that(resideInAnyPackage(LIBRARIES))
        .and(describe("are not Bytes", type -> !type.getName().equals("io.tern.coap.Bytes")))
        .should(showNoByteArray())
        .allowEmptyShould(true);
  }

  /// Rule 9: names say what a type is.
  static ArchRule namesThatSaySomething() {
    return noClasses()
        .that(resideInAnyPackage("io.tern.."))
        .should(
            new ArchCondition<>("be named after their being helpful") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                String name = type.getSimpleName();
                boolean vague =
                    name.startsWith("Abstract") || NAME_ENDINGS.stream().anyMatch(name::endsWith);
                events.add(
                    new SimpleConditionEvent(type, vague, type.getName() + " has a vague name"));
              }
            })
        .allowEmptyShould(true);
  }

  private static boolean isFacade(JavaClass type) {
    String name = type.getName();
    return FACADES.stream()
        .anyMatch(facade -> name.equals(facade) || name.startsWith(facade + "$"));
  }

  private static String moduleOf(JavaClass type) {
    String[] parts = type.getPackageName().split("\\.", 4);
    return type.getPackageName().startsWith("io.tern.") ? parts[2] : "";
  }

  private static ArchCondition<JavaClass> notDependOn(
      String what, BiPredicate<JavaClass, JavaClass> forbidden) {
    return new ArchCondition<>("not depend on " + what) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          if (forbidden.test(type, dependency.getTargetClass().getBaseComponentType())) {
            events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
          }
        }
      }
    };
  }

  private static ArchCondition<JavaClass> notLock() {
    return new ArchCondition<>("have no synchronized method, wait or notify") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        Stream<String> methods =
            type.getMethods().stream()
                .filter(method -> method.getModifiers().contains(JavaModifier.SYNCHRONIZED))
                .map(JavaMember::getFullName);
        Stream<String> calls =
            type.getMethodCallsFromSelf().stream()
                .filter(call -> Set.of("wait", "notify", "notifyAll").contains(call.getName()))
                .filter(call -> call.getTargetOwner().isEquivalentTo(Object.class))
                .map(JavaAccess::getDescription);
        Stream.concat(methods, calls)
            .forEach(lock -> events.add(SimpleConditionEvent.violated(type, lock)));
      }
    };
  }

  private static ArchCondition<JavaClass> showNoByteArray() {
    return new ArchCondition<>("show no byte[] to other packages") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (!isVisible(type)) {
          return;
        }
        for (JavaMember member : type.getMembers()) {
          boolean shows =
              isVisible(member) && typesOf(member).anyMatch(ArchitectureRules::isByteArray);
          if (shows) {
            events.add(
                SimpleConditionEvent.violated(type, member.getFullName() + " shows a byte[]"));
          }
        }
      }
    };
  }

  private static boolean isVisible(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(ArchitectureRules::isVisible).orElse(true);
  }

  private static boolean isVisible(JavaMember member) {
    return member.getModifiers().contains(JavaModifier.PUBLIC)
        || member.getModifiers().contains(JavaModifier.PROTECTED);
  }

  private static Stream<JavaType> typesOf(JavaMember member) {
    return switch (member) {
      case JavaField field -> Stream.of(field.getType());
      case JavaCodeUnit unit ->
          Stream.concat(unit.getParameterTypes().stream(), Stream.of(unit.getReturnType()));
      default -> Stream.empty();
    };
  }

  private static boolean isByteArray(JavaType type) {
    return switch (type) {
      case JavaParameterizedType generic ->
          generic.getActualTypeArguments().stream().anyMatch(ArchitectureRules::isByteArray);
      case JavaWildcardType wildcard ->
          Stream.concat(wildcard.getUpperBounds().stream(), wildcard.getLowerBounds().stream())
              .anyMatch(ArchitectureRules::isByteArray);
      default -> {
        JavaClass raw = type.toErasure();
        yield raw.isArray() && raw.getBaseComponentType().getName().equals("byte");
      }
    };
  }
}
