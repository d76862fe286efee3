import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.util.Locale;
import org.apache.jena.rdf.model.InfModel;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.ModelFactory;
import org.apache.jena.reasoner.Reasoner;
import org.apache.jena.reasoner.ReasonerRegistry;
import org.apache.jena.reasoner.rulesys.GenericRuleReasoner;
import org.apache.jena.reasoner.rulesys.Rule;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFDataMgr;

/** Closes N-Triples with Jena, file to file, and tells how long each stage took: DATA ONTOLOGY OUTPUT RULES|owl-micro. */
public class Close {
    public static void main(String[] arguments) throws Exception {
        long start = System.nanoTime();
        Model given = ModelFactory.createDefaultModel();
        RDFDataMgr.read(given, arguments[0]);
        RDFDataMgr.read(given, arguments[1]);
        long read = System.nanoTime();
        boolean isOwlMicro = arguments[3].equals("owl-micro");
        InfModel inferred = ModelFactory.createInfModel(isOwlMicro ? ReasonerRegistry.getOWLMicroReasoner() : forward(arguments[3]), given);
        inferred.prepare();
        // The rules of OWL Micro are drawn backwards when triples are asked for: only then is the closure there.
        Model closure = isOwlMicro ? ModelFactory.createDefaultModel().add(inferred) : inferred;
        long closed = System.nanoTime();
        try (OutputStream output = new BufferedOutputStream(new FileOutputStream(arguments[2]))) {
            RDFDataMgr.write(output, closure, Lang.NTRIPLES);
        }
        double closure_s = (closed - read) / 1e9;
        System.out.printf(Locale.ROOT, "{\"read_s\": %f, \"closure_s\": %f}%n", (read - start) / 1e9, closure_s);
    }

    private static Reasoner forward(String rules) {
        GenericRuleReasoner reasoner = new GenericRuleReasoner(Rule.rulesFromURL(rules));
        reasoner.setMode(GenericRuleReasoner.FORWARD_RETE);
        return reasoner;
    }
}
