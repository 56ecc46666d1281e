// A session planned by Timefold, for benchmarks/sessions.py, which compiles and runs it against the jars of the
// `timefold` package: `pip install --pre --target var/timefold timefold` (Java 17).
//
// Reads a session as numbers on the standard input (see sessions.timefold_input), in grid units from the opening.
// Arguments: seconds at which to say where everybody is, in order. Writes a line for each: seconds, score, then
// candidate, jury-day and starts.
//
// The model: one entity for each candidate, whose variables are the jury-day and the start of each piece of the
// chain. Three levels of score: units by which hard rules are broken; candidates left out, then jury-days; units lost.
// Moves: one variable, a swap of two candidates, and a candidate laid anew somewhere in an order that the chain allows.

import ai.timefold.solver.core.api.domain.entity.PlanningEntity;
import ai.timefold.solver.core.api.domain.lookup.PlanningId;
import ai.timefold.solver.core.api.domain.solution.PlanningEntityCollectionProperty;
import ai.timefold.solver.core.api.domain.solution.PlanningScore;
import ai.timefold.solver.core.api.domain.solution.PlanningSolution;
import ai.timefold.solver.core.api.domain.valuerange.CountableValueRange;
import ai.timefold.solver.core.api.domain.valuerange.ValueRangeFactory;
import ai.timefold.solver.core.api.domain.valuerange.ValueRangeProvider;
import ai.timefold.solver.core.api.domain.variable.PlanningVariable;
import ai.timefold.solver.core.api.score.buildin.hardmediumsoftlong.HardMediumSoftLongScore;
import ai.timefold.solver.core.api.score.director.ScoreDirector;
import ai.timefold.solver.core.api.score.stream.Constraint;
import ai.timefold.solver.core.api.score.stream.ConstraintCollectors;
import ai.timefold.solver.core.api.score.stream.ConstraintFactory;
import ai.timefold.solver.core.api.score.stream.ConstraintProvider;
import ai.timefold.solver.core.api.solver.SolverFactory;
import ai.timefold.solver.core.config.heuristic.selector.move.composite.UnionMoveSelectorConfig;
import ai.timefold.solver.core.config.heuristic.selector.move.factory.MoveIteratorFactoryConfig;
import ai.timefold.solver.core.config.heuristic.selector.move.generic.ChangeMoveSelectorConfig;
import ai.timefold.solver.core.config.heuristic.selector.move.generic.SwapMoveSelectorConfig;
import ai.timefold.solver.core.config.localsearch.LocalSearchPhaseConfig;
import ai.timefold.solver.core.config.solver.EnvironmentMode;
import ai.timefold.solver.core.config.solver.SolverConfig;
import ai.timefold.solver.core.config.solver.termination.TerminationConfig;
import ai.timefold.solver.core.impl.heuristic.move.AbstractMove;
import ai.timefold.solver.core.impl.heuristic.selector.move.factory.MoveIteratorFactory;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StreamTokenizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

public class TimefoldSessions {

    static final int PIECES = 6;
    static final long LEFT_OUT = 100_000; // jury-days that a candidate left out is worth
    static final String[] STARTS = {"s0", "s1", "s2", "s3", "s4", "s5"};

    // What every candidate of the session shares
    static int units, span, lunch, lunchFrom, lunchTo, meal, mealFrom, mealTo, mealIfFrom, mealIfTo;
    static int rooms, actors, rest, actorLunch;

    public static class Seat {
        @PlanningId public Integer id;
        public int day;
    }

    @PlanningEntity
    public static class Person {
        @PlanningId public Integer id;
        public int[] length, present;
        public int[] after; // pairs: a piece, one that must be over first
        public int[] jury, lone, play; // piece, offset, length
        public int[] away; // day, start, end
        @ValueRangeProvider(id = "seats") public List<Seat> seats;

        @PlanningVariable(valueRangeProviderRefs = "seats", allowsUnassigned = true) public Seat seat;
        @PlanningVariable(valueRangeProviderRefs = "r0") public Integer s0;
        @PlanningVariable(valueRangeProviderRefs = "r1") public Integer s1;
        @PlanningVariable(valueRangeProviderRefs = "r2") public Integer s2;
        @PlanningVariable(valueRangeProviderRefs = "r3") public Integer s3;
        @PlanningVariable(valueRangeProviderRefs = "r4") public Integer s4;
        @PlanningVariable(valueRangeProviderRefs = "r5") public Integer s5;

        @ValueRangeProvider(id = "r0") public CountableValueRange<Integer> r0() { return range(0); }
        @ValueRangeProvider(id = "r1") public CountableValueRange<Integer> r1() { return range(1); }
        @ValueRangeProvider(id = "r2") public CountableValueRange<Integer> r2() { return range(2); }
        @ValueRangeProvider(id = "r3") public CountableValueRange<Integer> r3() { return range(3); }
        @ValueRangeProvider(id = "r4") public CountableValueRange<Integer> r4() { return range(4); }
        @ValueRangeProvider(id = "r5") public CountableValueRange<Integer> r5() { return range(5); }

        CountableValueRange<Integer> range(int piece) {
            int last = piece < length.length ? units - length[piece] : 0;
            return ValueRangeFactory.createIntValueRange(0, Math.max(0, last) + 1);
        }

        public Seat getSeat() { return seat; }
        public int getDay() { return seat.day; }

        int start(int piece) {
            switch (piece) {
                case 0: return s0;
                case 1: return s1;
                case 2: return s2;
                case 3: return s3;
                case 4: return s4;
                default: return s5;
            }
        }

        void start(int piece, int at) {
            switch (piece) {
                case 0: s0 = at; break;
                case 1: s1 = at; break;
                case 2: s2 = at; break;
                case 3: s3 = at; break;
                case 4: s4 = at; break;
                default: s5 = at;
            }
        }

        void count(int[] spans, int more, int[] busy) {
            for (int i = 0; i < spans.length; i += 3) {
                int at = start(spans[i]) + spans[i + 1];
                int end = Math.min(units, at + spans[i + 2] + more);
                for (; at < end; at++) busy[at]++;
            }
        }

        int[] busy() {
            int[] busy = new int[units];
            for (int i = 0; i < length.length; i++)
                if (present[i] == 1)
                    for (int at = start(i), end = Math.min(units, at + length[i]); at < end; at++) busy[at]++;
            return busy;
        }
    }

    @PlanningSolution
    public static class Session {
        @PlanningEntityCollectionProperty public List<Person> people = new ArrayList<>();
        @PlanningScore public HardMediumSoftLongScore score;
    }

    // The rules

    static int longestFree(int[] busy, int first, int last) {
        int best = 0, run = 0;
        for (int at = first; at < last; at++) {
            run = busy[at] == 0 ? run + 1 : 0;
            best = Math.max(best, run);
        }
        return best;
    }

    static int first(int[] busy) {
        for (int at = 0; at < busy.length; at++) if (busy[at] > 0) return at;
        return 0;
    }

    static int last(int[] busy) {
        for (int at = busy.length; at > 0; at--) if (busy[at - 1] > 0) return at;
        return 0;
    }

    static int twice(int[] busy, int most) {
        int broken = 0;
        for (int count : busy) broken += Math.max(0, count - most);
        return broken;
    }

    /** Free units between the first and the last busy one, less a lunch if a gap of the window holds it. */
    static int lost(int[] busy, int lunch, int from, int to) {
        int first = first(busy), last = last(busy), lost = 0;
        for (int at = first; at < last; at++) if (busy[at] == 0) lost++;
        boolean eats = lost > 0 && longestFree(busy, Math.max(first, from), Math.min(last, to)) >= lunch;
        return eats ? lost - lunch : lost;
    }

    static int mealDue(int[] busy) {
        return first(busy) <= mealIfFrom && last(busy) >= mealIfTo ? meal : 0;
    }

    static long personBreaks(Person who) {
        int[] busy = who.busy();
        int broken = twice(busy, 1);
        for (int i = 0; i < who.length.length; i++) broken += Math.max(0, who.start(i) + who.length[i] - units);
        for (int i = 0; i < who.after.length; i += 2) {
            int before = who.after[i + 1];
            broken += Math.max(0, who.start(before) + who.length[before] - who.start(who.after[i]));
        }
        broken += Math.max(0, last(busy) - first(busy) - span);
        int due = mealDue(busy);
        if (due > 0) broken += Math.max(0, due - longestFree(busy, mealFrom, mealTo));
        for (int i = 0; i < who.away.length; i += 3)
            if (who.away[i] == who.seat.day)
                for (int at = who.away[i + 1]; at < who.away[i + 2]; at++) if (busy[at] > 0) broken++;
        return broken;
    }

    static long personWaits(Person who) {
        int[] busy = who.busy();
        return lost(busy, mealDue(busy), mealFrom, mealTo);
    }

    static int[] juryBusy(List<Person> people) {
        int[] busy = new int[units];
        for (Person who : people) who.count(who.jury, 0, busy);
        return busy;
    }

    static long juryBreaks(List<Person> people) {
        int[] busy = juryBusy(people);
        return twice(busy, 1) + Math.max(0, lunch - longestFree(busy, lunchFrom, lunchTo));
    }

    static long juryIdles(List<Person> people) {
        return lost(juryBusy(people), lunch, lunchFrom, lunchTo);
    }

    static long dayBreaks(List<Person> people) {
        int[] lone = new int[units], acting = new int[units], played = new int[units];
        for (Person who : people) {
            who.count(who.lone, 0, lone);
            who.count(who.play, rest, acting);
            who.count(who.play, 0, played);
        }
        int broken = twice(lone, rooms) + twice(acting, actors);
        if (actors == 1) broken += Math.max(0, actorLunch - longestFree(played, lunchFrom, lunchTo));
        return broken;
    }

    public static class Rules implements ConstraintProvider {
        @Override
        public Constraint[] defineConstraints(ConstraintFactory factory) {
            return new Constraint[] {
                factory.forEach(Person.class)
                    .penalizeLong(HardMediumSoftLongScore.ONE_HARD, TimefoldSessions::personBreaks)
                    .asConstraint("a candidate's day"),
                factory.forEach(Person.class).groupBy(Person::getSeat, ConstraintCollectors.toList())
                    .penalizeLong(HardMediumSoftLongScore.ONE_HARD, (seat, people) -> juryBreaks(people))
                    .asConstraint("a jury's day"),
                factory.forEach(Person.class).groupBy(Person::getDay, ConstraintCollectors.toList())
                    .penalizeLong(HardMediumSoftLongScore.ONE_HARD, (day, people) -> dayBreaks(people))
                    .asConstraint("rooms and actors"),
                factory.forEachIncludingUnassigned(Person.class).filter(who -> who.seat == null)
                    .penalizeLong(HardMediumSoftLongScore.ONE_MEDIUM, who -> LEFT_OUT)
                    .asConstraint("left out"),
                factory.forEach(Person.class).groupBy(Person::getSeat)
                    .penalizeLong(HardMediumSoftLongScore.ONE_MEDIUM, seat -> 1L)
                    .asConstraint("jury-days"),
                factory.forEach(Person.class)
                    .penalizeLong(HardMediumSoftLongScore.ONE_SOFT, TimefoldSessions::personWaits)
                    .asConstraint("waits"),
                factory.forEach(Person.class).groupBy(Person::getSeat, ConstraintCollectors.toList())
                    .penalizeLong(HardMediumSoftLongScore.ONE_SOFT, (seat, people) -> juryIdles(people))
                    .asConstraint("idleness"),
            };
        }
    }

    // A move of our own

    public static class Lay extends AbstractMove<Session> {
        final Person who;
        final Seat seat;
        final int[] starts;

        Lay(Person who, Seat seat, int[] starts) {
            this.who = who;
            this.seat = seat;
            this.starts = starts;
        }

        @Override
        public boolean isMoveDoable(ScoreDirector<Session> director) { return true; }

        @Override
        protected void doMoveOnGenuineVariables(ScoreDirector<Session> director) {
            director.beforeVariableChanged(who, "seat");
            who.seat = seat;
            director.afterVariableChanged(who, "seat");
            for (int i = 0; i < starts.length; i++) {
                director.beforeVariableChanged(who, STARTS[i]);
                who.start(i, starts[i]);
                director.afterVariableChanged(who, STARTS[i]);
            }
        }
    }

    public static class Laying implements MoveIteratorFactory<Session, Lay> {
        @Override
        public long getSize(ScoreDirector<Session> director) {
            return (long) director.getWorkingSolution().people.size() * units;
        }

        @Override
        public Iterator<Lay> createOriginalMoveIterator(ScoreDirector<Session> director) {
            return createRandomMoveIterator(director, new Random(1));
        }

        @Override
        public Iterator<Lay> createRandomMoveIterator(ScoreDirector<Session> director, Random random) {
            List<Person> people = director.getWorkingSolution().people;
            return new Iterator<>() {
                @Override
                public boolean hasNext() { return true; }

                @Override
                public Lay next() {
                    while (true) {
                        Person who = people.get(random.nextInt(people.size()));
                        boolean stays = who.seat != null && random.nextBoolean();
                        Seat seat = stays ? who.seat : who.seats.get(random.nextInt(who.seats.size()));
                        int[] starts = laid(who, random);
                        if (starts != null) return new Lay(who, seat, starts);
                    }
                }
            };
        }

        /** Pieces one after another in a random order that the chain allows, some time between some of them. */
        static int[] laid(Person who, Random random) {
            int n = who.length.length;
            int[] starts = new int[n];
            boolean[] done = new boolean[n];
            int at = random.nextInt(units);
            for (int placed = 0; placed < n; placed++) {
                List<Integer> ready = new ArrayList<>();
                for (int i = 0; i < n; i++) {
                    boolean free = !done[i];
                    for (int k = 0; k < who.after.length; k += 2)
                        free = free && (who.after[k] != i || done[who.after[k + 1]]);
                    if (free) ready.add(i);
                }
                int chosen = ready.get(random.nextInt(ready.size()));
                if (placed > 0 && random.nextInt(3) == 0) at += random.nextInt(18);
                starts[chosen] = at;
                at += who.length[chosen];
                done[chosen] = true;
                if (at > units) return null;
            }
            return starts;
        }
    }

    // In and out

    static StreamTokenizer in;

    static int number() throws IOException {
        in.nextToken();
        return (int) in.nval;
    }

    static int[] numbers() throws IOException {
        int[] found = new int[number()];
        for (int i = 0; i < found.length; i++) found[i] = number();
        return found;
    }

    static Session read() throws IOException {
        in = new StreamTokenizer(new InputStreamReader(new BufferedInputStream(System.in)));
        int[] site = numbers();
        units = site[0]; span = site[1]; lunch = site[2]; lunchFrom = site[3]; lunchTo = site[4];
        meal = site[5]; mealFrom = site[6]; mealTo = site[7]; mealIfFrom = site[8]; mealIfTo = site[9];
        rooms = site[10]; actors = site[11]; rest = site[12]; actorLunch = site[13];
        List<Seat> seats = new ArrayList<>();
        for (int day : numbers()) {
            Seat seat = new Seat();
            seat.id = seats.size();
            seat.day = day;
            seats.add(seat);
        }
        Session session = new Session();
        for (int left = number(); left > 0; left--) {
            Person who = new Person();
            who.id = session.people.size();
            who.length = numbers();
            who.present = numbers();
            who.after = numbers();
            who.jury = numbers();
            who.lone = numbers();
            who.play = numbers();
            who.away = numbers();
            who.seats = new ArrayList<>();
            for (int seat : numbers()) who.seats.add(seats.get(seat));
            int[] place = numbers(); // nothing, or a jury-day and the starts
            if (place.length > 0) who.seat = seats.get(place[0]);
            for (int i = 0; i < PIECES; i++) who.start(i, i + 1 < place.length ? place[i + 1] : 0);
            session.people.add(who);
        }
        return session;
    }

    static Session solved(Session session, long milliseconds) {
        SolverConfig config = new SolverConfig()
            .withSolutionClass(Session.class)
            .withEntityClasses(Person.class)
            .withConstraintProviderClass(Rules.class)
            .withEnvironmentMode(EnvironmentMode.NO_ASSERT)
            .withRandomSeed(1L)
            .withTerminationConfig(new TerminationConfig().withSpentLimit(Duration.ofMillis(milliseconds)))
            .withPhases(new LocalSearchPhaseConfig().withMoveSelectorConfig(new UnionMoveSelectorConfig(List.of(
                new ChangeMoveSelectorConfig(),
                new SwapMoveSelectorConfig(),
                new MoveIteratorFactoryConfig().withMoveIteratorFactoryClass(Laying.class)))));
        config.setClassLoader(TimefoldSessions.class.getClassLoader());
        return SolverFactory.<Session>create(config).buildSolver().solve(session);
    }

    public static void main(String[] arguments) throws IOException {
        Session session = read();
        solved(session, 200); // starts the machine: not counted, nor kept
        double spent = 0;
        for (String until : arguments) {
            long began = System.nanoTime();
            session = solved(session, Math.max(100, Math.round(1000 * (Double.parseDouble(until) - spent))));
            spent += (System.nanoTime() - began) / 1e9;
            StringBuilder line = new StringBuilder(spent + " " + session.score);
            for (Person who : session.people) {
                if (who.seat == null) continue;
                line.append(" ; ").append(who.id).append(' ').append(who.seat.id);
                for (int i = 0; i < who.length.length; i++) line.append(' ').append(who.start(i));
            }
            System.out.println(line);
        }
    }
}
