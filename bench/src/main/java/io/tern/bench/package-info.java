/// What Tern costs, side by side with its peers in one run: server processes, a load generator and
/// their report. A program; each class says which thread runs it.
@NullMarked
package io.tern.bench;

import org.jspecify.annotations.NullMarked;
