// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Proves that each architecture rule catches an injected violation and accepts the proper form.
class ArchitectureRulesProofTest {
  private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

  /// Shared, for it reads the JDK's own classes but once.
  private static final StandardJavaFileManager FILES =
      COMPILER.getStandardFileManager(null, null, null);

  @TempDir private Path folder;
  private int compilations;

  @Test
  void an_arrow_against_the_module_graph_is_caught() {
    String server = type("io.tern.server.observe.Relation", "");
    String facade = "io.tern.server.engine.LwM2mServer";
    String net = type("io.tern.net.LoopId", "");

    caught(
        ArchitectureRules.moduleGraph(),
        server,
        type("io.tern.coap.block.Transfer", "io.tern.server.observe.Relation relation;"));
    caught(
        ArchitectureRules.moduleGraph(),
        net,
        type("io.tern.server.observe.Relation", "io.tern.net.LoopId[] loops;"));
    caught(
        ArchitectureRules.moduleGraph(),
        server,
        type("io.tern.unknown.A", "io.tern.server.observe.Relation r;"));
    accepted(
        ArchitectureRules.moduleGraph(),
        net,
        type(facade, "io.tern.net.LoopId loop; static class Wiring { io.tern.net.LoopId loop; }"));
  }

  @Test
  void a_package_cycle_is_caught() {
    caught(
        ArchitectureRules.noPackageCycles(),
        type("io.tern.coap.block.A", "io.tern.coap.observe.B b;"),
        type("io.tern.coap.observe.B", "io.tern.coap.block.A a;"));
    accepted(
        ArchitectureRules.noPackageCycles(),
        type("io.tern.coap.block.A", "io.tern.coap.observe.B b;"),
        type("io.tern.coap.observe.B", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.net.InetAddress address;",
        "java.nio.channels.DatagramChannel channel;",
        "Thread thread;",
        "ThreadLocal<String> local;",
        "java.util.concurrent.ExecutorService executor;",
        "java.util.concurrent.locks.ReentrantLock lock;",
        "java.util.concurrent.atomic.AtomicLong count;",
        "java.io.File file;",
        "Object read() throws Exception { return java.nio.file.Files.readString(null); }",
        "void log() { System.out.println(1); }",
        "java.util.logging.Logger logger;",
        "System.Logger logger;",
        "synchronized void enter() {}",
        "void enter() throws Exception { wait(); }"
      })
  void the_world_in_a_pure_module_is_caught(String body) {
    caught(ArchitectureRules.pureModules(), type("io.tern.coap.block.A", body));
    accepted(ArchitectureRules.pureModules(), type("io.tern.net.loop.A", body));
    accepted(ArchitectureRules.pureModules(), type("io.tern.client.engine.LwM2mClient", body));
  }

  @Test
  void a_promise_of_a_value_in_a_pure_module_is_accepted() {
    accepted(
        ArchitectureRules.pureModules(),
        type(
            "io.tern.coap.A",
            "java.util.concurrent.CompletionStage<String> later; java.net.URI uri;"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Object a() { return System.nanoTime(); }",
        "Object a() { return System.currentTimeMillis(); }",
        "Object a() { return java.time.Instant.now(); }",
        "Object a() { return java.time.Clock.systemUTC(); }",
        "Object a() { return new java.util.Date(); }",
        "Object a() { return Math.random(); }",
        "Object a() { return java.util.UUID.randomUUID(); }",
        "Object a() { return new java.util.Random(); }",
        "Object a() { return new java.security.SecureRandom(); }",
        "Object a() { return java.util.concurrent.ThreadLocalRandom.current(); }",
        "Object a() { return java.util.random.RandomGenerator.getDefault(); }",
        "java.util.function.LongSupplier a() { return System::nanoTime; }"
      })
  void ambient_time_or_chance_is_caught(String body) {
    caught(ArchitectureRules.noAmbientTimeOrChance(), type("io.tern.testkit.A", body));
    caught(ArchitectureRules.noAmbientTimeOrChance(), type("io.tern.server.queue.A", body));
    accepted(ArchitectureRules.noAmbientTimeOrChance(), type("io.tern.net.loop.A", body));
  }

  @Test
  void seeded_chance_and_given_time_are_accepted() {
    accepted(
        ArchitectureRules.noAmbientTimeOrChance(),
        type(
            "io.tern.coap.A",
            "Object a(long seed) { return new java.util.Random(seed); }"
                + "Object b(long s) { return java.time.Instant.ofEpochSecond(s); }"));
  }

  @Test
  void a_word_that_knows_a_part_is_caught() {
    String part = type("io.tern.coap.block.Transfer", "");
    caught(
        ArchitectureRules.wordsKnowNoPart(),
        part,
        type("io.tern.coap.Message", "io.tern.coap.block.Transfer transfer;"));
    accepted(
        ArchitectureRules.wordsKnowNoPart(),
        type("io.tern.coap.Message", ""),
        type("io.tern.coap.block.Transfer", "io.tern.coap.Message message;"));
  }

  @Test
  void a_part_that_knows_the_engine_is_caught() {
    caught(
        ArchitectureRules.nobodyKnowsTheEngine(),
        type("io.tern.coap.engine.Endpoint", ""),
        type("io.tern.coap.block.A", "io.tern.coap.engine.Endpoint endpoint;"));
    caught(
        ArchitectureRules.nobodyKnowsTheEngine(),
        type("io.tern.app.main.Main", ""),
        type("io.tern.app.rest.A", "io.tern.app.main.Main main;"));
    accepted(
        ArchitectureRules.nobodyKnowsTheEngine(),
        type("io.tern.coap.engine.Endpoint", ""),
        type("io.tern.coap.engine.Wiring", "io.tern.coap.engine.Endpoint endpoint;"),
        type("io.tern.server.engine.A", "io.tern.coap.engine.Endpoint endpoint;"));
  }

  @Test
  void a_coap_message_in_the_wrong_package_of_lwm2m_is_caught() {
    String message = type("io.tern.coap.Message", "");
    caught(
        ArchitectureRules.onePackageMapsToCoap(),
        message,
        type("io.tern.lwm2m.op.Read", "io.tern.coap.Message message;"));
    accepted(
        ArchitectureRules.onePackageMapsToCoap(),
        message,
        type("io.tern.lwm2m.coap.Mapping", "io.tern.coap.Message message;"));
  }

  @Test
  void a_web_server_outside_rest_is_caught() {
    String body = "com.sun.net.httpserver.HttpServer server;";
    caught(ArchitectureRules.onePackageServesRest(), type("io.tern.app.device.A", body));
    caught(ArchitectureRules.onePackageServesRest(), type("io.tern.server.A", body));
    accepted(ArchitectureRules.onePackageServesRest(), type("io.tern.app.rest.A", body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "public byte[] a() { return null; }",
        "public void a(byte[] b) {}",
        "public void a(byte[][] b) {}",
        "protected A(byte[] b) {}",
        "public byte[] field;",
        "public java.util.List<byte[]> a() { return null; }",
        "public record R(byte[] b) {}"
      })
  void a_byte_array_that_a_library_shows_is_caught(String body) {
    caught(ArchitectureRules.noByteArraysInPublic(), type("io.tern.coap.A", body));
    accepted(ArchitectureRules.noByteArraysInPublic(), type("io.tern.app.A", body));
  }

  @Test
  void a_byte_array_in_bytes_or_kept_to_oneself_is_accepted() {
    accepted(
        ArchitectureRules.noByteArraysInPublic(),
        type("io.tern.coap.Bytes", "public static Bytes of(byte[] array) { return null; }"));
    accepted(
        ArchitectureRules.noByteArraysInPublic(),
        type(
            "io.tern.coap.A",
            "private byte[] a; byte[] b() { return a; } static class C { public byte[] c; }"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PathUtil",
        "PathUtils",
        "Helper",
        "PeerManager",
        "CodecImpl",
        "EngineBase",
        "AbstractCodec",
        "Common"
      })
  void a_vague_name_is_caught(String name) {
    caught(ArchitectureRules.namesThatSaySomething(), type("io.tern.coap." + name, ""));
    caught(
        ArchitectureRules.namesThatSaySomething(), type("io.tern.coap.A", "class " + name + " {}"));
    accepted(ArchitectureRules.namesThatSaySomething(), type("io.tern.coap.Database", ""));
  }

  private void caught(ArchRule rule, String... sources) {
    assertThat(rule.evaluate(compiled(sources)).hasViolation()).as("violation found").isTrue();
  }

  private void accepted(ArchRule rule, String... sources) {
    assertThat(rule.evaluate(compiled(sources)).getFailureReport().getDetails()).isEmpty();
  }

  private static String type(String name, String body) {
    int dot = name.lastIndexOf('.');
    return "package %s; public class %s { %s }"
        .formatted(name.substring(0, dot), name.substring(dot + 1), body);
  }

  /// Compiles into a fresh folder of this test, so that no other snippet is seen.
  private JavaClasses compiled(String... sources) {
    Path output = folder.resolve(String.valueOf(compilations++));
    assertThat(output.toFile().mkdirs()).isTrue();
    var units = new ArrayList<JavaFileObject>();
    for (String source : sources) {
      String name = source.replaceAll("(?s)package (\\S+);.*? class (\\w+).*", "$1.$2");
      units.add(new Snippet(name, source));
    }
    var options = List.of("-d", output.toString(), "-proc:none", "-nowarn");
    assertThat(COMPILER.getTask(null, FILES, null, options, null, units).call()).isTrue();
    return new ClassFileImporter().importPath(output);
  }

  private static final class Snippet extends SimpleJavaFileObject {
    private final String source;

    Snippet(String name, String source) {
      super(URI.create("string:///" + name.replace('.', '/') + ".java"), Kind.SOURCE);
      this.source = source;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return source;
    }
  }
}
